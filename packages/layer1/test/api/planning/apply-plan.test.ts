import type { JsonObject, JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { controlCall, matchedSteps } from '../../../src/api/definition-parts.js';
import { API_CALL_DEFINITIONS } from '../../../src/api/definitions.js';
import { handleApiCall } from '../../../src/api/handle-api-call.js';
import type { CallPlan } from '../../../src/api/planning/call-plan.js';
import { StepState } from '../../../src/states.js';
import { TRANSITIONS } from '../../../src/transitions.js';
import { applyPlan, planFor, planOf, whyNot } from '../../support/planning.js';
import { snapshot, trailOf } from '../../support/trails.js';
import { World } from '../../support/world.js';

/**
 *     a ──┬── join       other ── last
 *     b ──┘
 */
const GRAPH = [
  ['a', 'join'],
  ['b', 'join'],
  ['other', 'last'],
] as const;

function started(): World {
  const world = new World(trailOf(GRAPH));
  world.call('start');
  return world;
}

/** The very same plan as it comes from a file, with something else in it. */
function changed(plan: CallPlan, changes: JsonObject): unknown {
  return JSON.parse(JSON.stringify({ ...plan, ...changes }));
}

describe('A plan that is applied', () => {
  it('is the call itself in the record, given by who applies it, for their reason', () => {
    const world = started();
    const plan = planFor(world, 'pause', 'join');
    const { applied, response } = world.ask({ name: 'apply', plan: plan as never, actor: 'Ada', reason: 'lunch' });
    const moves = [{ row: 'pause', steps: [world.n('join')] }];
    expect(applied.map(({ event }) => event)).toEqual([{ type: 'command', call: 'pause', moves, actor: 'Ada', reason: 'lunch' }]);
    expect(response).toEqual({
      name: 'apply',
      result: { affected: [{ n: world.n('join'), name: 'join' }], refused: [], revision: 2 },
      error: null,
    });
    expect(world.state('join')).toBe('To Pause');
  });

  it('names who gave it, whoever else the plan claims', () => {
    const world = started();
    const call = { ...planFor(world, 'pause', 'join').call, actor: 'root', reason: 'x', dry_run: true };
    const { applied } = world.ask({ name: 'apply', plan: changed(planFor(world, 'pause', 'join'), { call }) as never });
    expect(applied).toMatchObject([{ event: { call: 'pause' } }]);
    expect(applied[0]?.event).not.toHaveProperty('actor');
  });

  it('is known by what it says, and not by the names and the refusals that are there for people', () => {
    const world = started();
    const plan = planOf(world, 'skip', { tags: {} });
    const affected = plan.affected.map(({ n, state, becomes }) => ({ n, state, becomes }));
    const { refused: _, ...brief } = plan;
    expect(applyPlan(world, changed(brief as CallPlan, { affected }) as CallPlan).affected).toHaveLength(2);
  });

  it('delivers the value of a reply and of a message', () => {
    const world = started();
    const id = world.prompt('a');
    const value = { deep: [1, null] };
    applyPlan(world, planOf(world, 'reply', { prompt_id: id, value }));
    expect(world.record('a').inputMessages).toEqual([value]);
    applyPlan(world, planOf(world, 'send_message_to_steps', { tags: { name: 'a' }, message: 'hm' }));
    expect(world.record('a').inputMessages).toEqual([value, 'hm']);
  });

  it('answers as control calls do also where the call answers otherwise, and ends the server where it does', () => {
    const stopping = started();
    expect(applyPlan(stopping, planOf(stopping, 'stop'))).toMatchObject({ affected: [{ name: 'join' }, { name: 'last' }] });
    const ending = started();
    const plan = planOf(ending, 'shutdown') as never;
    expect(ending.ask({ name: 'apply', plan, dry_run: true })).toMatchObject({ keepServing: true, applied: [] });
    expect(ending.ask({ name: 'apply', plan })).toMatchObject({ keepServing: false, applied: [{ event: { type: 'shutdown' } }] });
  });

  it('changes nothing as a dry run, which says whether it still holds', () => {
    const world = started();
    const plan = planFor(world, 'skip', 'join');
    const before = snapshot(world.trail);
    expect(applyPlan(world, plan, { dry_run: true })).toMatchObject({ affected: [{ name: 'join' }], revision: 1 });
    expect(snapshot(world.trail)).toEqual(before);
    world.tell('pause', 'join');
    expect(whyNot(world, plan, { dry_run: true })).toMatchObject({ code: 'AUTOTRAIL_PLAN_STALE' });
  });

  it('may affect nothing: then it is a call that affects nothing, as often as one likes', () => {
    const world = started();
    const plan = planFor(world, 'unskip', 'join');
    for (const revision of [2, 3])
      expect(applyPlan(world, plan)).toEqual({ affected: [], refused: [expect.anything()], revision });
  });
});

describe('A trail that moved on', () => {
  it('elsewhere leaves a plan as it is', () => {
    const world = started();
    const plan = planFor(world, 'pause', 'join');
    world.succeed('other');
    world.fail('last');
    world.call('skip', { tags: { name: 'last' } });
    world.prompt('a');
    world.succeed('b');
    expect(applyPlan(world, plan)).toMatchObject({ affected: [{ name: 'join' }] });
  });

  it('makes a plan stale where a step it affects is in another state', () => {
    const world = started();
    const plan = planFor(world, 'skip', 'join');
    world.tell('pause', 'join');
    expect(whyNot(world, plan)).toMatchObject({
      code: 'AUTOTRAIL_PLAN_STALE',
      message: expect.stringMatching(
        /^The plan of skip, made at revision 1, no longer holds at revision 2: planned was that step 3 \(join\) goes from Waiting to To Skip; now step 3 \(join\) goes from To Pause to To Skip\.$/,
      ),
    });
  });

  it('makes a plan stale where the call would affect other steps', () => {
    const world = started();
    const plan = planOf(world, 'skip', { tags: {} });
    world.fail('a');
    world.succeed('other');
    const { message } = whyNot(world, plan);
    expect(message).toContain('planned was that step 4 (last) goes from Waiting to To Skip, which is no longer so');
    expect(message).toContain('not planned was that step 0 (a) goes from Paused due to failure to Skipped');
    expect(message).toContain('not planned was that step 3 (join) waits for 1 of its parents instead of 2');
  });

  it('makes a plan stale where something else would follow, with the steps it affects as they were', () => {
    const world = started();
    world.fail('a');
    const plan = planFor(world, 'skip', 'a');
    expect(plan.follows).toMatchObject({ starts: [], joins: [{ missing: 2, becomes: 1 }], reachable: [{ name: 'join' }] });
    world.succeed('b');
    const { message } = whyNot(world, plan);
    expect(message).toContain('not planned was that step 3 (join) starts');
    expect(message).toContain('step 3 (join) waits for 1 of its parents instead of 2; now step 3 (join) waits for 0');
  });

  it('makes a plan stale where what it opens can no longer be reached', () => {
    const world = started();
    world.tell('interrupt', 'a');
    const plan = planFor(world, 'resume', 'a');
    world.fail('b');
    expect(whyNot(world, plan).message).toMatch(/: planned was that step 3 \(join\) becomes reachable, which is no longer so\.$/);
  });

  it('makes a plan stale that was applied already', () => {
    const world = started();
    const plan = planFor(world, 'skip', 'join');
    applyPlan(world, plan);
    const before = snapshot(world.trail);
    expect(whyNot(world, plan)).toMatchObject({ code: 'AUTOTRAIL_PLAN_STALE' });
    expect(snapshot(world.trail)).toEqual(before);
  });

  it('makes a plan stale whose call would be refused now, and says why', () => {
    const world = started();
    const plan = planOf(world, 'reply', { prompt_id: world.prompt('a'), value: 1 });
    applyPlan(world, plan);
    expect(whyNot(world, plan)).toMatchObject({
      code: 'AUTOTRAIL_PLAN_STALE',
      message: expect.stringMatching(/: the call is refused now: Prompt 0\.1\.1 is closed: it was answered already\.$/),
    });
  });

  it('is told in a few differences, and how many more there are', () => {
    const world = new World(trailOf(Array.from({ length: 1_000 }, (_, i) => [`v${i}`] as const)));
    const plan = planOf(world, 'pause', { tags: {} });
    applyPlan(world, plan);
    expect(whyNot(world, plan).message.length).toBeLessThan(3_000);
    expect(whyNot(world, plan).message).toMatch(/; 980 more\.$/);
  });
});

describe('A plan from elsewhere', () => {
  const here = { trail: 'release', run: '20260131T101500Z-k3x9' };

  function ask(plan: unknown, run: typeof here | undefined): JsonValue {
    const request = { name: 'apply', plan: plan as JsonValue };
    const handled = handleApiCall(request, trailOf(GRAPH), { at: 1, ...(run !== undefined && { run }) });
    if (handled.type !== 'answered') throw new Error('It is held back.');
    return (handled.response.error?.code ?? null) as JsonValue;
  }

  it('is refused, also where it would fit', () => {
    const plan = planFor(new World(trailOf(GRAPH)), 'pause', 'a');
    expect(ask(changed(plan, here), here)).toBeNull();
    for (const other of [{ trail: 'other' }, { run: '20260131T101500Z-0000' }, { run: null }, { trail: 'x'.repeat(100_000) }]) {
      expect(ask(changed(plan, { ...here, ...other }), here)).toBe('AUTOTRAIL_PLAN_OF_ANOTHER_RUN');
    }
    expect(ask(changed(plan, here), undefined)).toBe('AUTOTRAIL_PLAN_OF_ANOTHER_RUN');
    expect(ask(plan, here)).toBe('AUTOTRAIL_PLAN_OF_ANOTHER_RUN');
  });

  it('may speak of steps there are none of, and is stale then', () => {
    const world = started();
    const affected = [{ n: 7_000_000, name: 'x', state: 'Waiting', becomes: 'To Pause' }];
    expect(whyNot(world, changed(planFor(world, 'pause', 'join'), { affected }))).toMatchObject({
      code: 'AUTOTRAIL_PLAN_STALE',
      message: expect.stringContaining('step 7000000 goes from Waiting to To Pause, which is no longer so'),
    });
  });

  it.each([
    [{ name: 'status', tags: {}, states: [] }, 'AUTOTRAIL_NOT_PLANNABLE'],
    [{ name: 'note', text: 'x' }, 'AUTOTRAIL_NOT_PLANNABLE'],
    [{ name: 'apply', plan: {} }, 'AUTOTRAIL_BAD_FIELD'],
    [{ name: 'constructor' }, 'AUTOTRAIL_UNKNOWN_CALL'],
    [{ name: 'pause', tags: [] }, 'AUTOTRAIL_BAD_FIELD'],
  ])('of the call %j is refused with %s', (call, code) => {
    const world = started();
    expect(whyNot(world, changed(planFor(world, 'pause', 'join'), { call }))).toMatchObject({ code });
  });
});

describe("An engine's own call", () => {
  const retry = { on: 'step call', from: [StepState.Failed], to: StepState.Waiting, cause: null } as const;
  const transitions = { ...TRANSITIONS, rows: { ...TRANSITIONS.rows, retry } };
  const definitions = { ...API_CALL_DEFINITIONS, retry: controlCall('retry', matchedSteps) };

  it('is planned and applied like any other', () => {
    const world = new World(trailOf([['a', 'b']], { a: { pauseOnFail: false } }, { transitions }));
    world.call('start');
    world.fail('a');
    const ask = (request: JsonObject) => {
      const handled = handleApiCall(request, world.trail, { at: 1, definitions });
      if (handled.type !== 'answered') throw new Error('It is held back.');
      return handled.response;
    };
    const { result: plan } = ask({ name: 'plan', call: { name: 'retry', tags: { name: 'a' } } });
    expect(plan).toMatchObject({
      affected: [{ n: 0, name: 'a', state: 'Failed', becomes: 'Running' }],
      follows: { starts: [{ n: 0 }], reachable: [{ n: 1, name: 'b' }] },
    });
    expect(ask({ name: 'apply', plan })).toMatchObject({ result: { affected: [{ n: 0, name: 'a' }] } });
    expect(ask({ name: 'apply', plan }).error).toMatchObject({ code: 'AUTOTRAIL_PLAN_STALE' });
  });

  it('that is not to be planned says so', () => {
    const own = { ...definitions, retry: { ...definitions.retry, isControl: false } };
    const request = { name: 'plan', call: { name: 'retry', tags: {} } };
    expect(handleApiCall(request, trailOf(GRAPH), { at: 1, definitions: own })).toMatchObject({
      response: { error: { code: 'AUTOTRAIL_NOT_PLANNABLE' } },
    });
  });

  it('that ends the server without an event of its own is planned with what that interrupts', () => {
    const goodbye = {
      ...API_CALL_DEFINITIONS.shutdown,
      handlers: [() => []],
      postProcessor: () => ({ result: null, error: null, keepServing: false }),
    };
    const request = { name: 'plan', call: { name: 'goodbye' } };
    const { trail } = started();
    expect(handleApiCall(request, trail, { at: 1, definitions: { ...definitions, goodbye } })).toMatchObject({
      response: { result: { follows: { serverEnds: true, changes: [{ name: 'a' }, { name: 'b' }, { name: 'other' }] } } },
    });
  });
});
