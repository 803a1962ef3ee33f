import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/action.js';
import { StepState } from '../../src/states.js';
import type { Applied } from '../../src/trail/trail.js';
import { type OptionsByName, snapshot, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Waiting, Running, Succeeded, Failed, PausedOnFail, Paused, Skipped, Blocked, Interrupted } = StepState;
const FINE: Outcome = { ok: true, value: 'late' };
const BROKEN: Outcome = { ok: false, error: { message: 'late' } };

/** A trail `a -> b` whose first attempt of `a` was interrupted and is not gone yet. */
function interrupted(options: OptionsByName = {}): World {
  const world = new World(trailOf([['a', 'b']], options));
  world.call('start');
  world.tell('interrupt', 'a');
  return world;
}

function ended(world: World, attempt: number, outcome: Outcome = FINE): Applied {
  return world.happen({ type: 'ended', n: 0, attempt, outcome });
}

function grace(world: World, attempt: number): Applied {
  return world.happen({ type: 'timer', timer: { kind: 'grace', n: 0, attempt } });
}

describe('An interrupted attempt', () => {
  it('is ended, with a timer, and counts as ending', () => {
    const world = interrupted();
    expect(world.record('a')).toMatchObject({ state: Interrupted, cause: 'operator', attempt: 1, ending: 1 });
    expect(world.effects).toEqual([
      { type: 'end', n: 0, attempt: 1, reason: 'operator' },
      { type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 }, at: world.now + 10_000 },
    ]);
  });

  it('has as long to end as its step says', () => {
    const world = interrupted({ a: { graceMs: 0 } });
    expect(world.effects.at(-1)).toMatchObject({ type: 'timer', at: world.now });
  });

  it.each([FINE, BROKEN])('is gone with its result, which is ignored (%j)', (outcome) => {
    const world = interrupted();
    const before = world.record('a');
    expect(ended(world, 1, outcome).changes).toEqual([{ n: 0, ending: null }]);
    expect(world.record('a')).toEqual({ ...before, ending: null });
    expect(world.state('b')).toBe(Waiting);
    expect(ended(world, 1, outcome)).toMatchObject({ changes: [], effects: [] });
  });

  it('is given up after the grace, and what comes of it later is ignored', () => {
    const world = interrupted();
    expect(grace(world, 1).changes).toEqual([{ n: 0, ending: null, abandoned: 1 }]);
    const before = snapshot(world.trail);
    expect(ended(world, 1)).toMatchObject({ changes: [], effects: [] });
    expect(grace(world, 1)).toMatchObject({ changes: [], effects: [] });
    expect(snapshot(world.trail)).toEqual({ ...(before as object), revision: world.trail.revision });
  });

  it('may be left behind: a step that is skipped while it is ending lets the next steps run', () => {
    const world = interrupted();
    world.tell('skip', 'a');
    expect(world.states).toEqual({ a: Skipped, b: Running });
    world.succeed('b');
    expect(world.trail.isFinished).toBe(false);
    ended(world, 1);
    expect(world.trail.isFinished).toBe(true);
    expect(world.state('a')).toBe(Skipped);
  });

  it('keeps the trail open until it is given up', () => {
    const world = interrupted();
    world.tell('block', 'a');
    expect(world.states).toEqual({ a: Blocked, b: Waiting });
    expect(world.trail.isFinished).toBe(false);
    grace(world, 1);
    expect(world.trail.isFinished).toBe(true);
  });
});

describe('A resumed step', () => {
  it('runs at once where its attempt is gone', () => {
    const world = interrupted();
    ended(world, 1);
    world.tell('resume', 'a');
    expect(world.record('a')).toMatchObject({ state: Running, cause: null, attempt: 2, ending: null });
    expect(world.effects).toEqual([{ type: 'start', n: 0, attempt: 2 }]);
  });

  it('waits for an attempt that is still ending, and says so', () => {
    const world = interrupted();
    expect(world.tell('resume', 'a')).toEqual(['a']);
    expect(world.record('a')).toMatchObject({ state: Waiting, cause: 'previous attempt ending', attempt: 1, ending: 1 });
    expect(world.effects).toEqual([]);
    ended(world, 1);
    expect(world.record('a')).toMatchObject({ state: Running, cause: null, attempt: 2, ending: null });
    expect(world.effects).toEqual([{ type: 'start', n: 0, attempt: 2 }]);
  });

  it('waits for it no longer than the grace', () => {
    const world = interrupted();
    world.tell('resume', 'a');
    grace(world, 1);
    expect(world.effects).toEqual([{ type: 'start', n: 0, attempt: 2 }]);
    const before = structuredClone(world.record('a'));
    for (const outcome of [FINE, BROKEN]) expect(ended(world, 1, outcome)).toMatchObject({ changes: [], effects: [] });
    expect(world.record('a')).toEqual(before);
    ended(world, 2);
    expect(world.record('a')).toMatchObject({ state: Succeeded, returnValue: 'late' });
  });

  it.each([
    ['pause', Paused],
    ['skip', Skipped],
    ['block', Blocked],
  ] as const)('can be taken by `%s` while it waits for the attempt before', (call, state) => {
    const world = interrupted();
    world.tell('resume', 'a');
    world.tell(call, 'a');
    expect(world.record('a')).toMatchObject({ state, cause: 'operator' });
    ended(world, 1);
    expect(world.state('a')).toBe(state);
    expect(world.started).not.toContain('a 2');
  });

  it('is not interrupted by the timer of an attempt before it', () => {
    const world = interrupted();
    ended(world, 1);
    world.tell('resume', 'a');
    expect(grace(world, 1)).toMatchObject({ changes: [], effects: [] });
    world.tell('interrupt', 'a');
    expect(grace(world, 1)).toMatchObject({ changes: [], effects: [] });
    expect(world.record('a').ending).toBe(2);
    grace(world, 2);
    expect(world.record('a').ending).toBeNull();
  });

  it('that is interrupted too is not taken for gone because of the late result of an attempt before it', () => {
    const world = interrupted();
    grace(world, 1);
    world.tell('resume', 'a');
    world.tell('interrupt', 'a');
    expect(ended(world, 1)).toMatchObject({ changes: [], effects: [] });
    expect(world.record('a')).toMatchObject({ state: Interrupted, attempt: 2, ending: 2 });
  });

  it('can be interrupted and resumed again and again', () => {
    const world = interrupted();
    for (let attempt = 1; attempt <= 5; attempt++) {
      world.tell('resume', 'a');
      ended(world, attempt);
      expect(world.record('a')).toMatchObject({ state: Running, attempt: attempt + 1 });
      world.tell('interrupt', 'a');
    }
    expect(world.started).toEqual(['a 1', 'a 2', 'a 3', 'a 4', 'a 5', 'a 6']);
  });
});

describe('The result of an attempt', () => {
  it('is kept by a step that had already ended when it was to be interrupted', () => {
    const world = new World(trailOf([['a', 'b']]));
    world.call('start');
    world.succeed('a', 'done');
    expect(world.call('interrupt', { tags: { name: 'a' } })).toMatchObject({
      affected: [],
      refused: [{ n: 0, state: Succeeded }],
    });
    expect(world.record('a')).toMatchObject({ state: Succeeded, returnValue: 'done' });
  });

  it.each([0, 2, -1, 99, Number.MAX_SAFE_INTEGER])('is ignored where it is of attempt %s, which does not run', (attempt) => {
    const world = new World(trailOf([['a', 'b']]));
    world.call('start');
    const before = world.record('a');
    for (const outcome of [FINE, BROKEN]) expect(ended(world, attempt, outcome)).toMatchObject({ changes: [], effects: [] });
    expect(world.record('a')).toEqual(before);
  });

  it('is ignored before a step has run, and when it comes twice', () => {
    const world = new World(trailOf([['a', 'b']]));
    expect(ended(world, 0)).toMatchObject({ changes: [] });
    world.call('start');
    world.succeed('a', 'first');
    expect(ended(world, 1, BROKEN)).toMatchObject({ changes: [], effects: [] });
    expect(world.record('a')).toMatchObject({ state: Succeeded, returnValue: 'first' });
    expect(world.started).toEqual(['a 1', 'b 1']);
  });

  it('that is a failure pauses the step, or is final where it is not to be asked about', () => {
    const world = new World(trailOf([['a'], ['b']], { b: { pauseOnFail: false } }));
    world.call('start');
    world.fail('a', 'one');
    world.fail('b', 'two');
    expect(world.record('a')).toMatchObject({ state: PausedOnFail, cause: 'failure', returnValue: 'one' });
    expect(world.record('b')).toMatchObject({ state: Failed, cause: 'failure', returnValue: 'two' });
  });

  it("shows what the step's own handling made of a failure in place of the message", () => {
    const world = new World(trailOf([['a']]));
    world.call('start');
    ended(world, 1, { ok: false, error: { message: 'raw' }, value: { shown: true } });
    expect(world.record('a')).toMatchObject({ state: PausedOnFail, returnValue: { shown: true } });
  });
});

describe('A shutdown', () => {
  it('interrupts what runs, and is over when the last attempt is gone or given up', () => {
    const world = new World(trailOf([['a', 'b'], ['c']]));
    world.call('start');
    world.call('shutdown');
    expect(world.states).toEqual({ a: Interrupted, c: Interrupted, b: Waiting });
    expect(world.effects.filter(({ type }) => type === 'end')).toEqual([
      { type: 'end', n: 0, attempt: 1, reason: 'shutdown' },
      { type: 'end', n: 1, attempt: 1, reason: 'shutdown' },
    ]);
    ended(world, 1);
    expect(world.trail.isShutDown).toBe(false);
    world.happen({ type: 'timer', timer: { kind: 'grace', n: 1, attempt: 1 } });
    expect(world.trail).toMatchObject({ isShutDown: true, isFinished: false });
  });

  it('waits for an attempt that was interrupted before it, and asks nothing of it again', () => {
    const world = interrupted();
    world.call('shutdown');
    expect(world.effects).toEqual([]);
    expect(world.trail.isShutDown).toBe(false);
    ended(world, 1);
    expect(world.trail.isShutDown).toBe(true);
  });

  it('is over at once where nothing runs, and harmless the second time', () => {
    const world = new World(trailOf([['a']]));
    world.call('shutdown');
    expect(world.trail).toMatchObject({ isShutDown: true, isShuttingDown: true });
    expect(world.happen({ type: 'shutdown' })).toMatchObject({ changes: [], effects: [] });
  });

  it('does not let a resumed step run when its attempt is gone', () => {
    const world = interrupted();
    world.tell('resume', 'a');
    world.call('shutdown');
    ended(world, 1);
    expect(world.started).toEqual(['a 1']);
    expect(world.trail.isShutDown).toBe(true);
  });
});
