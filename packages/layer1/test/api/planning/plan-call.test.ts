import type { JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { API_CALL_DEFINITIONS } from '../../../src/api/definitions.js';
import { handleApiCall } from '../../../src/api/handle-api-call.js';
import { registerSecret } from '../../../src/secrets/secret.js';
import { planFor, planOf } from '../../support/planning.js';
import { CONDITION, snapshot, trailOf } from '../../support/trails.js';
import { namesOf, World } from '../../support/world.js';

/**
 *     build ──┬── test ──┬── deploy ── announce
 *             └── docs ──┘
 */
const RELEASE = [
  ['build', 'test'],
  ['build', 'docs'],
  ['test', 'deploy'],
  ['docs', 'deploy'],
  ['deploy', 'announce'],
] as const;

function release(): World {
  return new World(trailOf(RELEASE));
}

function started(): World {
  const world = release();
  world.call('start');
  return world;
}

const NOTHING_FOLLOWS = {
  changes: [],
  starts: [],
  joins: [],
  prompts: [],
  settings: [],
  reachable: [],
  unreachable: [],
  serverEnds: false,
};

describe('The plan of a call', () => {
  it('says which steps it affects, from which state to which, and which it leaves alone', () => {
    const world = started();
    expect(planOf(world, 'skip', { tags: {} })).toMatchObject({
      revision: 1,
      call: { name: 'skip', tags: {} },
      affected: [
        { n: 1, name: 'test', state: 'Waiting', becomes: 'To Skip' },
        { n: 2, name: 'docs', state: 'Waiting', becomes: 'To Skip' },
        { n: 3, name: 'deploy', state: 'Waiting', becomes: 'To Skip' },
        { n: 4, name: 'announce', state: 'Waiting', becomes: 'To Skip' },
      ],
      refused: [{ n: 0, name: 'build', state: 'Running', reason: expect.stringContaining('skip affects') }],
      follows: NOTHING_FOLLOWS,
    });
  });

  it('changes nothing', () => {
    const world = started();
    const before = snapshot(world.trail);
    const { applied } = world.ask({ name: 'plan', call: { name: 'shutdown' } });
    expect([applied, snapshot(world.trail)]).toEqual([[], before]);
  });

  it('says what becomes of a step in the same turn: a mark on a reached step takes effect at once', () => {
    expect(planFor(release(), 'pause', 'build')).toMatchObject({ affected: [{ state: 'Ready', becomes: 'Paused' }] });
  });

  it('names its call with every field it needs, without who gives it and whether it only looks', () => {
    const call = { name: 'next_steps', step_count: 2, actor: 'Ada', reason: 'x', dry_run: true, color: 'red' };
    expect(started().call('plan', { call })).toMatchObject({ call: { name: 'next_steps', step_count: 2 } });
    expect(Object.keys((started().call('plan', { call }) as { call: JsonObject }).call)).toEqual(['step_count', 'name']);
  });

  it('that affects no step says so', () => {
    expect(planFor(started(), 'unskip', 'test')).toMatchObject({ affected: [], follows: NOTHING_FOLLOWS });
    expect(planOf(started(), 'skip', { tags: { name: 'nobody' } })).toMatchObject({ affected: [], refused: [] });
  });

  it('belongs to the run it was made in', () => {
    const run = { trail: 'release', run: '20260131T101500Z-k3x9' };
    const handled = handleApiCall({ name: 'plan', call: { name: 'start' } }, trailOf(RELEASE), { at: 1, run });
    expect(handled).toMatchObject({ response: { result: run } });
    expect(planOf(release(), 'start')).toMatchObject({ trail: null, run: null });
  });
});

describe('What follows from a call', () => {
  it('is for `start` what starts, and that everything is reached', () => {
    const { follows } = planOf(release(), 'start');
    expect(follows).toEqual({
      ...NOTHING_FOLLOWS,
      starts: [{ n: 0, name: 'build' }],
      reachable: ['test', 'docs', 'deploy', 'announce'].map((name, i) => ({ n: i + 1, name })),
    });
  });

  it('is for a held or blocked step that what is below it can no longer be reached', () => {
    for (const call of ['pause', 'block']) {
      const { follows } = planFor(started(), call, 'test');
      expect(follows).toEqual({
        ...NOTHING_FOLLOWS,
        unreachable: [
          { n: 3, name: 'deploy' },
          { n: 4, name: 'announce' },
        ],
      });
    }
  });

  it('is for a resumed step that what is below it becomes reachable, and how near joins come', () => {
    const world = started();
    world.tell('pause', 'test');
    world.succeed('build');
    world.succeed('docs');
    expect(planFor(world, 'resume', 'test').follows).toEqual({
      ...NOTHING_FOLLOWS,
      starts: [{ n: 1, name: 'test' }],
      reachable: [
        { n: 3, name: 'deploy' },
        { n: 4, name: 'announce' },
      ],
    });
    expect(planFor(world, 'skip', 'test').follows).toEqual({
      ...NOTHING_FOLLOWS,
      changes: [{ n: 3, name: 'deploy', state: 'Waiting', becomes: 'Running' }],
      starts: [{ n: 3, name: 'deploy' }],
      joins: [{ n: 3, name: 'deploy', missing: 1, becomes: 0 }],
      reachable: [
        { n: 3, name: 'deploy' },
        { n: 4, name: 'announce' },
      ],
    });
  });

  it('are joins only: a step with one parent is none', () => {
    const world = new World(trailOf([['a', 'b']]));
    world.call('start');
    world.fail('a');
    expect(planFor(world, 'skip', 'a').follows).toMatchObject({ joins: [], starts: [{ name: 'b' }], reachable: [{ name: 'b' }] });
  });

  it('counts a failed condition as done towards a join', () => {
    const world = new World(
      trailOf(
        [
          ['condition', 'join'],
          ['a', 'join'],
          ['b', 'join'],
        ],
        { condition: CONDITION },
      ),
    );
    world.call('pause', { tags: { name: 'a' } });
    world.call('start');
    world.fail('condition');
    expect(planFor(world, 'skip', 'a').follows.joins).toEqual([{ n: 3, name: 'join', missing: 2, becomes: 1 }]);
  });

  it('is what marks below a skipped step come to', () => {
    const world = started();
    world.tell('pause', 'test');
    for (const [call, step] of [
      ['skip', 'docs'],
      ['block', 'deploy'],
    ] as const)
      world.tell(call, step);
    world.succeed('build');
    const { affected, follows } = planFor(world, 'skip', 'test');
    expect(affected).toEqual([{ n: 1, name: 'test', state: 'Paused', becomes: 'Skipped' }]);
    expect(follows).toEqual({
      ...NOTHING_FOLLOWS,
      changes: [{ n: 3, name: 'deploy', state: 'To Block', becomes: 'Blocked' }],
      joins: [{ n: 3, name: 'deploy', missing: 1, becomes: 0 }],
      reachable: [{ n: 3, name: 'deploy' }],
      unreachable: [{ n: 4, name: 'announce' }],
    });
  });

  it('is for a flag which value it gets, where it changes', () => {
    const { affected, follows } = planOf(release(), 'unset_pause_on_fail', { tags: { name: 'test' } });
    expect(affected).toEqual([{ n: 1, name: 'test', state: 'Ready', becomes: 'Ready', pauseOnFail: false }]);
    expect(follows).toEqual(NOTHING_FOLLOWS);
    expect(planFor(release(), 'set_pause_on_fail', 'test').affected).toEqual([
      { n: 1, name: 'test', state: 'Ready', becomes: 'Ready' },
    ]);
  });

  it('is for `interrupt` which prompts are closed, and that the course of events goes no further', () => {
    const world = started();
    const id = world.prompt('build');
    expect(planFor(world, 'interrupt', 'build')).toMatchObject({
      affected: [{ name: 'build', state: 'Running', becomes: 'Interrupted' }],
      follows: {
        prompts: [{ n: 0, name: 'build', id, becomes: 'ended' }],
        unreachable: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }],
      },
    });
  });

  it('is for `reply` and for a message which prompt is answered', () => {
    const world = started();
    const [first, second] = [world.prompt('build'), world.prompt('build')];
    const reply = planOf(world, 'reply', { prompt_id: second, value: { a: [1] } });
    expect(reply).toMatchObject({
      call: { name: 'reply', prompt_id: second, value: { a: [1] } },
      affected: [{ n: 0, state: 'Running', becomes: 'Running' }],
      follows: { ...NOTHING_FOLLOWS, prompts: [{ n: 0, name: 'build', id: second, becomes: 'answered' }] },
    });
    const sent = planOf(world, 'send_message_to_steps', { message: 'hm', tags: {} });
    expect(sent.follows).toEqual({ ...NOTHING_FOLLOWS, prompts: [{ n: 0, name: 'build', id: first, becomes: 'answered' }] });
  });

  it('is for `shutdown` which steps are interrupted, and that the server ends', () => {
    expect(planOf(started(), 'shutdown')).toMatchObject({
      affected: [],
      follows: {
        changes: [{ n: 0, name: 'build', state: 'Running', becomes: 'Interrupted' }],
        unreachable: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }],
        serverEnds: true,
      },
    });
  });

  it('is for `stop` what it blocks and, if it is to, what it interrupts', () => {
    const affectedBy = (fields: JsonObject) => namesOf(planOf(started(), 'stop', fields).affected as never);
    expect(affectedBy({})).toEqual(['test', 'docs', 'deploy', 'announce']);
    expect(affectedBy({ interrupt: true })).toEqual(['test', 'docs', 'deploy', 'announce', 'build']);
  });

  it('takes attempts that are being ended for gone, and the step for run again', () => {
    const world = started();
    world.tell('interrupt', 'build');
    const { affected, follows } = planFor(world, 'resume', 'build');
    expect(affected).toMatchObject([{ state: 'Interrupted', becomes: 'Waiting' }]);
    expect(follows).toMatchObject({ starts: [], reachable: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }] });
  });
});

describe('A call that cannot be planned', () => {
  it.each(['status', 'list', 'wait', 'subscribe', 'history', 'note', 'plan', 'apply'])('is refused where it is %s', (name) => {
    const world = started();
    const fields = {
      tags: {},
      states: [],
      status_fields: null,
      text: 'x',
      call: { name: 'start' },
      plan: planOf(world, 'start'),
    };
    const call = JSON.parse(JSON.stringify({ name, ...fields })) as JsonObject;
    const { code, message } = world.refusal({ name: 'plan', call });
    expect([code, message]).toEqual(['AUTOTRAIL_NOT_PLANNABLE', `Call ${name} cannot be planned: it is no control call.`]);
  });

  it.each(['constructor', '__proto__', 'dance', ''])('is refused where there is no call %j', (name) => {
    expect(started().refusal({ name: 'plan', call: { name } })).toMatchObject({ code: 'AUTOTRAIL_UNKNOWN_CALL' });
  });

  it('is refused in the words of the call itself', () => {
    const world = started();
    expect(world.refusal({ name: 'plan', call: { name: 'skip', tags: [] } })).toMatchObject({
      code: 'AUTOTRAIL_BAD_FIELD',
      message: expect.stringContaining('`tags` of call skip'),
    });
    const reply = { name: 'reply', prompt_id: '0.1.1', value: 1 };
    expect(world.refusal({ name: 'plan', call: reply })).toMatchObject({ code: 'AUTOTRAIL_UNKNOWN_PROMPT' });
  });

  it('is refused where it holds a secret, which a plan would show', () => {
    registerSecret('PASSWORD', 'open-sesame');
    const world = started();
    const call = { name: 'reply', prompt_id: world.prompt('build'), value: { password: 'it is open-sesame' } };
    expect(world.refusal({ name: 'plan', call })).toMatchObject({ code: 'AUTOTRAIL_NOT_PLANNABLE' });
    expect(world.refusal({ name: 'plan', call }).message).toMatch(/it holds a secret\.$/);
  });

  it('is refused where it would wait first', () => {
    const definitions = { ...API_CALL_DEFINITIONS, later: { ...API_CALL_DEFINITIONS.pause, until: () => false } };
    const request = { name: 'plan', call: { name: 'later', tags: {} } };
    expect(handleApiCall(request, trailOf(RELEASE), { at: 1, definitions })).toMatchObject({
      response: { error: { code: 'AUTOTRAIL_NOT_PLANNABLE', message: expect.stringContaining('wait') } },
    });
  });
});
