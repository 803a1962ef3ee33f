import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { CONDITION, definitionOf, snapshot, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Ready, Waiting, Running, Succeeded, Failed, PausedOnFail, ToPause, Paused, ToSkip, Skipped, ToBlock, Blocked } =
  StepState;

//  a -> b -> d
//  a -> c -> d
const DIAMOND = [
  ['a', 'b'],
  ['a', 'c'],
  ['b', 'd'],
  ['c', 'd'],
] as const;

describe('A fresh trail', () => {
  it('has its steps Ready, at revision 0, with nothing open or asked', () => {
    const trail = trailOf(DIAMOND);
    expect(trail.revision).toBe(0);
    expect(trail.record(3)).toEqual({
      state: Ready,
      cause: null,
      by: null,
      since: 0,
      until: null,
      attempt: 0,
      tries: 0,
      attempts: [],
      ending: null,
      abandoned: null,
      survivors: [],
      returnValue: null,
      pauseOnFail: true,
      prompts: [],
      inputMessages: [],
    });
    expect(trail).toMatchObject({ isStarted: false, isFinished: false, needsInput: false, hasFailure: false, isShutDown: false });
  });

  it('numbers its steps breadth first and finds them', () => {
    const trail = trailOf(DIAMOND);
    expect(trail.steps.map(({ n, name }) => [n, name])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [2, 'c'],
      [3, 'd'],
    ]);
    expect(trail.step(2).tags).toEqual({ name: 'c', kind: 'kind of c', n: 2 });
    expect(trail.branches([trail.step(1), trail.step(2)]).map(({ name }) => name)).toEqual(['b', 'c']);
    expect(trail.branches([trail.step(0)])).toEqual(trail.steps);
    expect([0, 1, 2, 3].map((n) => trail.isReached(n))).toEqual([true, false, false, false]);
  });

  it('finds the rows of its table by their names, and no others', () => {
    const trail = trailOf(DIAMOND);
    expect(trail.row('pause')).toBe(trail.transitions.rows.pause);
    for (const name of ['', 'nonsense', 'constructor', '__proto__', 'toString']) expect(trail.row(name)).toBeUndefined();
  });

  it('reaches every root', () => {
    const world = new World(trailOf([['a', 'b'], ['c'], ['d', 'b']]));
    world.call('start');
    expect(world.started).toEqual(['a 1', 'c 1', 'd 1']);
  });

  it('of one definition has nothing to do with another', () => {
    const definition = definitionOf(DIAMOND);
    const [first, second] = [new World(trailOf(DIAMOND)), new World(trailOf(DIAMOND))];
    first.call('start');
    expect(second.trail.record(0).state).toBe(Ready);
    expect(Object.isFrozen(definition[0]?.[0])).toBe(true);
  });
});

describe('Before the start', () => {
  it('nothing runs, whatever is asked for', () => {
    const world = new World(trailOf(DIAMOND));
    for (const call of ['pause', 'resume', 'skip', 'unskip', 'block', 'unblock', 'set_pause_on_fail', 'unset_pause_on_fail']) {
      world.call(call, { tags: {} });
    }
    world.call('next_steps', { step_count: 9 });
    expect(world.started).toEqual([]);
    expect(world.trail.isStarted).toBe(false);
  });

  it('marks take effect on reached roots, and stay marks on others', () => {
    const world = new World(trailOf([['a'], ['b'], ['c', 'x'], ['x', 'y']]));
    world.tell('pause', 'a');
    world.tell('skip', 'b');
    world.tell('block', 'c');
    world.call('pause', { tags: { name: 'x' } });
    world.call('skip', { tags: { name: 'y' } });
    expect(world.states).toEqual({ a: Paused, b: Skipped, c: Blocked, x: ToPause, y: ToSkip });
  });

  it('a root that is skipped lets the marks of the next steps take effect', () => {
    const world = new World(trailOf([['a', 'b']]));
    world.tell('block', 'b');
    world.tell('skip', 'a');
    expect(world.states).toEqual({ a: Skipped, b: Blocked });
    expect(world.trail.isFinished).toBe(false);
    world.call('start');
    expect(world.trail.isFinished).toBe(true);
  });

  it('a resumed root is shown as Waiting, and runs with the start', () => {
    const world = new World(trailOf([['a'], ['b']]));
    world.tell('pause', 'a');
    world.tell('resume', 'a');
    expect(world.states).toEqual({ a: Waiting, b: Ready });
    expect(world.started).toEqual([]);
    expect(world.call('start').affected).toEqual([{ n: 1, name: 'b' }]);
    expect(world.started).toEqual(['a 1', 'b 1']);
  });
});

describe('The start', () => {
  it('runs the roots, and the others wait', () => {
    const world = new World(trailOf(DIAMOND));
    world.call('start');
    expect(world.states).toEqual({ a: Running, b: Waiting, c: Waiting, d: Waiting });
    expect(world.effects).toEqual([{ type: 'start', n: 0, attempt: 1 }]);
  });

  it('is accepted where it affects no step', () => {
    const world = new World(trailOf([['a', 'b']]));
    world.call('pause', { tags: {} });
    expect(world.call('start').affected).toEqual([]);
    expect(world.trail.isStarted).toBe(true);
    world.tell('resume', 'a');
    expect(world.states).toEqual({ a: Running, b: ToPause });
  });

  it('is harmless the second time', () => {
    const world = new World(trailOf(DIAMOND));
    world.call('start');
    const before = world.states;
    expect(world.call('start').affected).toEqual([]);
    expect(world.states).toEqual(before);
    expect(world.started).toEqual(['a 1']);
  });

  it('keeps marks that were made before', () => {
    const world = new World(trailOf(DIAMOND));
    world.tell('pause', 'b');
    world.tell('skip', 'c');
    world.tell('block', 'd');
    world.call('start');
    expect(world.states).toEqual({ a: Running, b: ToPause, c: ToSkip, d: ToBlock });
    world.succeed('a');
    expect(world.states).toEqual({ a: Succeeded, b: Paused, c: Skipped, d: ToBlock });
    world.tell('skip', 'b');
    expect(world.states).toEqual({ a: Succeeded, b: Skipped, c: Skipped, d: Blocked });
  });
});

describe('A trail is finished', () => {
  it('when every step has succeeded, and not before', () => {
    const world = new World(trailOf(DIAMOND));
    world.call('start');
    for (const name of ['a', 'b', 'c', 'd']) {
      expect(world.trail.isFinished).toBe(false);
      world.succeed(name);
    }
    expect(world.trail.isFinished).toBe(true);
    expect(world.started).toEqual(['a 1', 'b 1', 'c 1', 'd 1']);
  });

  it('when what is left cannot be reached any more', () => {
    const world = new World(trailOf(DIAMOND));
    world.tell('block', 'b');
    world.tell('unset_pause_on_fail', 'c');
    world.call('start');
    world.succeed('a');
    world.fail('c');
    expect(world.states).toEqual({ a: Succeeded, b: Blocked, c: Failed, d: Waiting });
    expect(world.trail.isReached(3)).toBe(false);
    expect(world.trail.isFinished).toBe(true);
  });

  it.each(['paused', 'paused due to failure', 'interrupted', 'waiting for an answer'])('not while a step is %s', (how) => {
    const world = new World(trailOf([['a']]));
    if (how === 'paused') world.tell('pause', 'a');
    world.call('start');
    if (how === 'paused due to failure') world.fail('a');
    if (how === 'waiting for an answer') world.prompt('a');
    if (how === 'interrupted') {
      world.tell('interrupt', 'a');
      world.fail('a');
    }
    expect(world.trail.isFinished).toBe(false);
  });

  it('not before it was started, also where every step is done', () => {
    const world = new World(trailOf([['a']]));
    world.tell('skip', 'a');
    expect(world.trail.isFinished).toBe(false);
    world.call('start');
    expect(world.trail.isFinished).toBe(true);
  });
});

describe('A trail has a failure', () => {
  it('while a step is paused due to it, and once one Failed that is no condition', () => {
    const world = new World(trailOf([['a'], ['b'], ['c']], { b: { pauseOnFail: false }, c: CONDITION }));
    world.call('start');
    world.fail('c');
    expect(world.trail.hasFailure).toBe(false);
    world.fail('a');
    expect(world.states).toEqual({ a: PausedOnFail, b: Running, c: Failed });
    expect(world.trail.hasFailure).toBe(true);
    world.tell('block', 'a');
    expect(world.trail.hasFailure).toBe(false);
    world.fail('b');
    expect(world.trail.hasFailure).toBe(true);
  });
});

describe('An event', () => {
  it('counts as a revision, whether it changes anything or not', () => {
    const world = new World(trailOf([['a']]));
    world.call('start');
    const ignored = world.happen({ type: 'ended', n: 0, attempt: 7, outcome: { ok: true, value: 1 } });
    expect(ignored).toMatchObject({ revision: 2, at: world.now, changes: [], effects: [] });
    expect(world.trail.revision).toBe(2);
  });

  it('that names an unknown row is refused whole, and changes nothing', () => {
    for (const row of ['', 'nonsense', 'constructor', '__proto__', 'toString']) {
      const { trail } = new World(trailOf(DIAMOND));
      const before = snapshot(trail);
      const moves = [
        { row: 'pause', steps: [0, 1] },
        { row, steps: [2] },
      ];
      expect(() => trail.apply({ type: 'command', call: 'x', moves }, 0)).toThrow('row of the transition table');
      expect(snapshot(trail)).toEqual(before);
    }
  });

  it('moves only steps in a state that the row leads out of', () => {
    const world = new World(trailOf(DIAMOND));
    world.tell('skip', 'd');
    const { changes } = world.happen({ type: 'command', call: 'x', moves: [{ row: 'pause', steps: [1, 1, 3] }] });
    expect(changes).toEqual([{ n: 1, state: ToPause, since: world.now, cause: 'operator' }]);
  });

  it('tells when a state was entered, and leaves that time alone while the state stays', () => {
    const world = new World(trailOf(DIAMOND));
    world.now = 5_000;
    world.call('start');
    world.now = 6_000;
    world.call('unset_pause_on_fail', { tags: {} });
    world.prompt('a');
    expect([world.record('a').since, world.record('b').since]).toEqual([5_000, 5_000]);
  });
});
