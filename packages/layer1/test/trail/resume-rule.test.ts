import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import type { StepOptions } from '../../src/step.js';
import type { AttemptFate } from '../../src/trail/attempt-fate.js';
import type { Applied } from '../../src/trail/trail.js';
import { KEPT, LEFT_BEHIND, LOST, PROCESS, resumed } from '../support/resuming.js';
import { CONDITION, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Waiting, Running, Succeeded, Failed, Skipped, Blocked, Interrupted, Paused, ToPause, ToSkip } = StepState;

/** A trail `a -> b` of which `a` runs. */
function running(options: StepOptions = {}): World {
  const world = new World(trailOf([['a', 'b']], { a: options }));
  world.call('start');
  world.now += 500;
  return world;
}

/** The same, but its only attempt was interrupted and is not gone. */
function ending(): World {
  const world = running();
  world.tell('interrupt', 'a');
  world.now += 500;
  return world;
}

function resume(world: World, fate: AttemptFate = LOST): Applied {
  return world.happen(resumed(world.trail, fate));
}

describe('An attempt of which nothing is left', () => {
  it('leaves its step Interrupted, with a cause of its own, and nothing is run again', () => {
    const world = running();
    resume(world);
    expect(world.record('a')).toMatchObject({
      state: Interrupted,
      cause: 'server lost',
      attempt: 1,
      ending: null,
      survivors: [],
      since: world.now,
    });
    expect([world.started, world.state('b')]).toEqual([['a 1'], Waiting]);
    world.tell('resume', 'a');
    expect(world.started).toEqual(['a 1', 'a 2']);
  });

  it('of an idempotent step is followed by the next one, at once and once', () => {
    const world = running({ idempotent: true });
    const { effects } = resume(world);
    expect(world.record('a')).toMatchObject({ state: Running, cause: null, attempt: 2, ending: null });
    expect(effects.filter(({ type }) => type === 'start')).toEqual([{ type: 'start', n: 0, attempt: 2 }]);
    expect(world.started).toEqual(['a 1', 'a 2']);
  });

  it('of an idempotent step that an operator had interrupted is not followed by another', () => {
    const world = new World(trailOf([['a']], { a: { idempotent: true } }));
    world.call('start');
    world.tell('interrupt', 'a');
    resume(world);
    expect(world.record('a')).toMatchObject({ state: Interrupted, cause: 'operator', ending: null, attempt: 1 });
    expect(world.started).toEqual(['a 1']);
  });

  it('has its prompts ended: an answer to them is refused', () => {
    const world = running();
    const promptId = world.prompt('a');
    resume(world);
    expect(world.record('a').prompts).toMatchObject([{ status: 'ended' }]);
    expect(world.trail.needsInput).toBe(false);
    expect(world.refusal({ name: 'reply', prompt_id: promptId, value: 1 }).code).toBe('AUTOTRAIL_PROMPT_CLOSED');
  });

  it('and was being ended is gone: a step that waited for that runs', () => {
    const world = ending();
    world.tell('resume', 'a');
    expect(world.record('a')).toMatchObject({ state: Waiting, cause: 'previous attempt ending' });
    resume(world);
    expect(world.record('a')).toMatchObject({ state: Running, attempt: 2, ending: null });
    expect(world.started).toEqual(['a 1', 'a 2']);
  });

  it('says nothing any more: a late result is ignored', () => {
    const world = running();
    resume(world);
    expect(world.succeed('a')).toMatchObject({ changes: [], effects: [] });
    expect(world.state('a')).toBe(Interrupted);
  });
});

describe('An attempt that left processes behind', () => {
  it('is ending: they are listed, ended, and waited for as long as the grace', () => {
    const world = running({ graceMs: 70 });
    const { effects } = resume(world, LEFT_BEHIND);
    expect(world.record('a')).toMatchObject({
      state: Interrupted,
      cause: 'server lost',
      ending: 1,
      survivors: [{ ...PROCESS, attempt: 1 }],
    });
    expect(effects).toEqual([
      { type: 'end', n: 0, attempt: 1, reason: 'server lost' },
      { type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 }, at: world.now + 70 },
    ]);
    expect(world.trail.isFinished).toBe(false);
  });

  it.each([false, true])('keeps its step from running again until they are gone (idempotent: %s)', (idempotent) => {
    const world = running({ idempotent });
    resume(world, LEFT_BEHIND);
    if (!idempotent) world.tell('resume', 'a');
    expect(world.record('a')).toMatchObject({ state: Waiting, cause: 'previous attempt ending', attempt: 1, ending: 1 });
    world.happen({ type: 'survivors', n: 0, attempt: 1, processes: [] });
    expect(world.started).toEqual(['a 1']);
    world.succeed('a');
    expect(world.record('a')).toMatchObject({ state: Running, attempt: 2, ending: null, survivors: [] });
    expect(world.started).toEqual(['a 1', 'a 2']);
  });

  it('that will not go is given up, and they stay listed, also while the next one runs, until they are gone', () => {
    const world = running({ idempotent: true });
    resume(world, LEFT_BEHIND);
    world.happen({ type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 } });
    const listed = [{ ...PROCESS, attempt: 1 }];
    expect(world.record('a')).toMatchObject({ state: Running, attempt: 2, abandoned: 1, survivors: listed });
    world.happen({ type: 'survivors', n: 0, attempt: 2, processes: [{ ...PROCESS, pid: 1 }] });
    expect(world.record('a').survivors).toEqual([...listed, { ...PROCESS, pid: 1, attempt: 2 }]);
    world.happen({ type: 'survivors', n: 0, attempt: 1, processes: [] });
    expect(world.record('a').survivors).toMatchObject([{ pid: 1, attempt: 2 }]);
    expect(world.call('status')).toMatchObject([{ survivors: [{ ...PROCESS, pid: 1 }] }, {}]);
  });

  it('though it was being ended before is ended once more, with a new grace', () => {
    const world = ending();
    const { effects } = resume(world, LEFT_BEHIND);
    expect(world.record('a')).toMatchObject({ state: Interrupted, cause: 'operator', ending: 1, survivors: [{ pid: 4_711 }] });
    expect(effects.map(({ type }) => type)).toEqual(['end', 'timer']);
    expect(effects.at(-1)).toMatchObject({ at: world.now + 10_000 });
  });
});

describe('An attempt that goes on', () => {
  it('is left as it is, with its prompts open, which time out when they would have', () => {
    const world = running();
    world.prompt('a', 'Which?', 2_000);
    const deadline = world.now + 2_000;
    world.prompt('a', 'And this?');
    const before = world.record('a');
    world.now += 40_000;
    const { changes, effects } = resume(world, KEPT);
    expect([changes, world.record('a')]).toEqual([[], before]);
    expect(effects).toEqual([{ type: 'timer', timer: { kind: 'prompt', n: 0, attempt: 1, promptId: '0.1.1' }, at: deadline }]);
    world.call('reply', { prompt_id: '0.1.2', value: 'this' });
    expect(world.effects).toMatchObject([{ type: 'deliver', attempt: 1, delivery: { value: 'this' } }]);
    world.succeed('a');
    expect([world.state('a'), world.state('b')]).toEqual([Succeeded, Running]);
  });

  it('though it was being ended is ended once more: nobody else will', () => {
    const world = ending();
    const { effects } = resume(world, KEPT);
    expect(effects.map(({ type }) => type)).toEqual(['end', 'timer']);
    expect(world.record('a')).toMatchObject({ state: Interrupted, ending: 1 });
  });
});

describe('A trail that is taken up', () => {
  it('leaves everything else as it was: what is paused, failed, blocked, skipped or interrupted stays so', () => {
    const world = new World(trailOf([['a', 'z'], ['b'], ['c'], ['d'], ['e'], ['f']], { f: { pauseOnFail: false } }));
    world.tell('block', 'b');
    world.tell('pause', 'c');
    world.tell('skip', 'd');
    world.tell('skip', 'z');
    world.call('start');
    world.tell('interrupt', 'e');
    world.fail('e');
    world.fail('f');
    world.fail('a');
    const before = world.trail.steps.map(({ n }) => world.trail.record(n));
    const { changes, effects } = resume(world);
    expect([changes, effects]).toEqual([[], []]);
    expect(world.trail.steps.map(({ n }) => world.trail.record(n))).toEqual(before);
    expect(world.states).toMatchObject({ b: Blocked, c: Paused, d: Skipped, e: Interrupted, f: Failed, z: ToSkip });
  });

  it('is no longer shutting down, and starts what was not started for that', () => {
    const world = running();
    world.call('shutdown');
    world.tell('resume', 'a');
    world.succeed('a');
    expect(world.trail.isShutDown).toBe(true);
    expect([world.state('a'), world.started]).toEqual([Waiting, ['a 1']]);
    resume(world);
    expect([world.trail.isShuttingDown, world.state('a'), world.started]).toEqual([false, Running, ['a 1', 'a 2']]);
  });

  it('starts nothing if nobody had started it', () => {
    const world = new World(trailOf([['a']], { a: { idempotent: true } }));
    const { changes, effects } = resume(world);
    expect([changes, effects]).toEqual([[], []]);
  });

  it('ignores attempts of steps it does not have, as it would in a journal of another machine', () => {
    const world = running();
    const before = world.record('a');
    const attempts = [{ n: 7, attempt: 1, ...LEFT_BEHIND }];
    world.happen({ type: 'resumed', attempts, transformed: [{ to: ToPause, steps: [7] }], policies: [] });
    expect(world.record('a')).toEqual(before);
  });
});

describe('A transformation', () => {
  it('puts steps into other states, and marks take effect at once where they are reached', () => {
    const world = running();
    world.happen(resumed(world.trail, LOST, [{ to: ToPause, steps: [0, 1] }]));
    expect(world.record('a')).toMatchObject({ state: Paused, cause: 'server lost', ending: null });
    expect(world.record('b')).toMatchObject({ state: ToPause, cause: 'server lost' });
    expect(world.started).toEqual(['a 1']);
  });

  it('into Waiting runs a step again, as an attempt of its own, when the one before is gone', () => {
    const world = running();
    world.happen(resumed(world.trail, LEFT_BEHIND, [{ to: Waiting, steps: [0] }]));
    expect(world.record('a')).toMatchObject({ state: Waiting, cause: 'previous attempt ending' });
    world.succeed('a');
    expect(world.started).toEqual(['a 1', 'a 2']);
  });

  it('skips what ran, so that what comes after it runs', () => {
    const world = running();
    world.happen(resumed(world.trail, LOST, [{ to: ToSkip, steps: [0] }]));
    expect(world.states).toEqual({ a: Skipped, b: Running });
  });

  it('of a step that failed lets it run again', () => {
    const world = new World(trailOf([['a', 'b']], { a: { pauseOnFail: false }, b: CONDITION }));
    world.call('start');
    world.fail('a');
    expect(world.trail.isFinished).toBe(true);
    world.happen(resumed(world.trail, LOST, [{ to: Waiting, steps: [0] }]));
    expect([world.states, world.trail.isFinished]).toEqual([{ a: Running, b: Waiting }, false]);
  });
});
