import type { JsonObject, JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { snapshot, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const PAIR = [['a'], ['b']] as const;

function started(): World {
  const world = new World(trailOf(PAIR));
  world.call('start');
  return world;
}

function send(world: World, message: JsonValue, tags: JsonObject = {}): JsonObject {
  return world.call('send_message_to_steps', { tags, message });
}

describe('`reply`', () => {
  it('answers that prompt and no other', () => {
    const world = started();
    const [first, second] = [world.prompt('a', 'First?'), world.prompt('a', 'Second?')];
    world.prompt('b', 'Third?');
    expect(world.call('reply', { prompt_id: second, value: { yes: [1] } })).toEqual({
      affected: [{ n: 0, name: 'a' }],
      refused: [],
      revision: world.trail.revision,
    });
    expect(world.effects).toEqual([
      { type: 'deliver', n: 0, attempt: 1, delivery: { type: 'reply', promptId: second, value: { yes: [1] } } },
    ]);
    expect(world.record('a').prompts).toEqual([
      { id: first, message: 'First?', status: 'open' },
      { id: second, message: 'Second?', status: 'answered' },
    ]);
    expect(world.record('a').inputMessages).toEqual([{ yes: [1] }]);
    expect(world.record('b').prompts).toMatchObject([{ status: 'open' }]);
  });

  it.each([null, false, 0, '', [], {}])('takes the value %j for an answer', (value) => {
    const world = started();
    world.call('reply', { prompt_id: world.prompt('a'), value });
    expect(world.record('a').inputMessages).toEqual([value]);
  });

  it('as a dry run names the step and changes nothing', () => {
    const world = started();
    const promptId = world.prompt('a');
    const before = snapshot(world.trail);
    expect(world.call('reply', { prompt_id: promptId, value: 1, dry_run: true }).affected).toEqual([{ n: 0, name: 'a' }]);
    expect(snapshot(world.trail)).toEqual(before);
  });

  it('is a conflict the second time', () => {
    const world = started();
    const promptId = world.prompt('a');
    world.call('reply', { prompt_id: promptId, value: 1 });
    const before = snapshot(world.trail);
    expect(world.refusal({ name: 'reply', prompt_id: promptId, value: 2 })).toMatchObject({
      code: 'AUTOTRAIL_PROMPT_CLOSED',
      message: expect.stringContaining('answered already'),
    });
    expect(snapshot(world.trail)).toEqual(before);
  });

  it('is a conflict also after a broadcast, a timeout, an interrupt and the end of the attempt', () => {
    const closings: readonly ((world: World, promptId: string) => void)[] = [
      (world) => send(world, 'x'),
      (world, promptId) => world.happen({ type: 'timer', timer: { kind: 'prompt', n: 0, attempt: 1, promptId } }),
      (world) => world.tell('interrupt', 'a'),
      (world) => world.succeed('a'),
      (world) => world.fail('a'),
      (world) => world.call('shutdown'),
    ];
    for (const close of closings) {
      const world = started();
      const promptId = world.prompt('a');
      close(world, promptId);
      expect(world.refusal({ name: 'reply', prompt_id: promptId, value: 2 }).code).toBe('AUTOTRAIL_PROMPT_CLOSED');
    }
  });

  it('never answers the prompt of an earlier attempt', () => {
    const world = started();
    const old = world.prompt('a');
    world.tell('interrupt', 'a');
    world.fail('a');
    world.tell('resume', 'a');
    const fresh = world.prompt('a');
    expect(fresh).not.toBe(old);
    expect(world.refusal({ name: 'reply', prompt_id: old, value: 1 }).code).toBe('AUTOTRAIL_UNKNOWN_PROMPT');
    expect(world.record('a').prompts).toMatchObject([{ id: fresh, status: 'open' }]);
  });

  it.each(['', '0', '0.', '0.1', '0.1.2', '9.1.1', '-1.1.1', '0.1.1 ', 'constructor', '__proto__', '99999999999.1.1', 'NaN.1.1'])(
    'is refused for %j, which no step asked',
    (promptId) => {
      const world = started();
      world.prompt('a');
      const before = snapshot(world.trail);
      expect(world.refusal({ name: 'reply', prompt_id: promptId, value: 1 }).code).toBe('AUTOTRAIL_UNKNOWN_PROMPT');
      expect(snapshot(world.trail)).toEqual(before);
    },
  );

  it('is refused in a few words for an id of a megabyte', () => {
    expect(started().refusal({ name: 'reply', prompt_id: 'x'.repeat(1_000_000), value: 1 }).message.length).toBeLessThan(300);
  });
});

describe('`send_message_to_steps`', () => {
  it('answers the oldest open prompt of each step, and no other', () => {
    const world = started();
    const [first, second, third] = [world.prompt('a', 'First?'), world.prompt('a', 'Second?'), world.prompt('b', 'Third?')];
    world.call('reply', { prompt_id: first, value: 'earlier' });
    const fourth = world.prompt('a', 'Fourth?');
    send(world, 'yes');
    expect(world.record('a').prompts).toMatchObject([
      { id: first, status: 'answered' },
      { id: second, status: 'answered' },
      { id: fourth, status: 'open' },
    ]);
    expect(world.record('b').prompts).toMatchObject([{ id: third, status: 'answered' }]);
    expect(world.effects).toEqual([
      { type: 'deliver', n: 0, attempt: 1, delivery: { type: 'reply', promptId: second, value: 'yes' } },
      { type: 'deliver', n: 1, attempt: 1, delivery: { type: 'reply', promptId: third, value: 'yes' } },
    ]);
    expect(world.record('a').inputMessages).toEqual(['earlier', 'yes']);
  });

  it('reaches a step without an open prompt as a message, and never answers a prompt asked later', () => {
    const world = started();
    send(world, 'early', { name: 'a' });
    expect(world.effects).toEqual([{ type: 'deliver', n: 0, attempt: 1, delivery: { type: 'message', message: 'early' } }]);
    const promptId = world.prompt('a');
    expect(world.record('a')).toMatchObject({ prompts: [{ id: promptId, status: 'open' }], inputMessages: ['early'] });
    expect(world.trail.needsInput).toBe(true);
  });

  it('leaves a step alone that does not run', () => {
    const world = started();
    world.tell('interrupt', 'a');
    expect(send(world, 'x')).toMatchObject({ affected: [{ name: 'b' }], refused: [{ name: 'a', state: StepState.Interrupted }] });
    expect(world.record('a').inputMessages).toEqual([]);
  });

  it.each([null, false, 0, '', [1, [2]], { a: { b: null } }])('carries the message %j as it is', (message) => {
    const world = started();
    send(world, message, { name: 'b' });
    expect(world.record('b').inputMessages).toEqual([message]);
  });

  it('works on both wires alike', () => {
    for (const wire of [1, 2] as const) {
      const world = started();
      const promptId = world.prompt('a');
      world.ask({ name: 'send_message_to_steps', tags: { name: 'a' }, message: true, dry_run: false }, wire);
      expect(world.record('a').prompts).toMatchObject([{ id: promptId, status: 'answered' }]);
    }
  });
});

describe('`wait`', () => {
  it.each(['finished', 'needsInput', 'failed'])('until %s is held back while that is not the case', (until) => {
    const world = started();
    const before = snapshot(world.trail);
    expect(world.handle({ name: 'wait', until })).toEqual({ type: 'held back' });
    expect(snapshot(world.trail)).toEqual(before);
  });

  function outcome(world: World, until?: string): JsonValue | undefined {
    return world.call('wait', until === undefined ? {} : { until }).outcome;
  }

  it('until needsInput is over while a prompt is open', () => {
    const world = started();
    const promptId = world.prompt('b');
    expect(outcome(world, 'needsInput')).toBe('needsInput');
    world.call('reply', { prompt_id: promptId, value: 1 });
    expect(world.handle({ name: 'wait', until: 'needsInput' }).type).toBe('held back');
  });

  it('until failed is over while a step is paused due to failure, or Failed', () => {
    const world = started();
    world.fail('a');
    expect(outcome(world, 'failed')).toBe('failed');
    world.tell('skip', 'a');
    expect(world.handle({ name: 'wait', until: 'failed' }).type).toBe('held back');

    const bold = new World(trailOf(PAIR, { a: { pauseOnFail: false } }));
    bold.call('start');
    bold.fail('a');
    expect(outcome(bold, 'failed')).toBe('failed');
  });

  it('until failed is not over where a condition failed', () => {
    const world = new World(trailOf(PAIR, { a: { pauseOnFail: false, skipProgenyOnFailure: true } }));
    world.call('start');
    world.fail('a');
    expect(world.handle({ name: 'wait', until: 'failed' }).type).toBe('held back');
    world.succeed('b');
    expect(outcome(world, 'failed')).toBe('finished');
  });

  it('is until finished unless it says otherwise', () => {
    const world = started();
    world.prompt('a');
    world.fail('b');
    expect(world.handle({ name: 'wait' }).type).toBe('held back');
    world.tell('skip', 'b');
    world.succeed('a');
    expect(outcome(world)).toBe('finished');
  });

  it('ends with finished or shutdown, whatever it waits for, if that comes first', () => {
    for (const until of ['finished', 'needsInput', 'failed']) {
      const finished = started();
      finished.succeed('a');
      finished.succeed('b');
      expect(outcome(finished, until)).toBe('finished');
      const ending = started();
      ending.call('shutdown');
      expect(outcome(ending, until)).toBe('shutdown');
    }
  });

  it.each(['', 'Finished', 'toString', '__proto__', 0, null, true, ['failed']])('until %j is refused', (until) => {
    expect(started().refusal({ name: 'wait', until })).toMatchObject({
      code: 'AUTOTRAIL_BAD_FIELD',
      message: expect.stringContaining('until'),
    });
  });
});

describe('`subscribe`', () => {
  it('names the subscription and the revision from which on it is told what happens', () => {
    const world = started();
    expect(world.ask({ name: 'subscribe' })).toMatchObject({
      response: { result: { subscription: 'events', revision: 1 }, error: null },
      applied: [],
      subscribes: true,
      keepServing: true,
    });
    expect(world.ask({ name: 'list' }).subscribes).toBe(false);
  });
});
