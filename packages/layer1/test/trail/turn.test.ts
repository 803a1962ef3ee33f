import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Waiting, Running, Succeeded, PausedOnFail, ToPause, Paused, ToSkip, Skipped, ToBlock, Blocked, Interrupted } = StepState;
const CHAIN = [
  ['a', 'b'],
  ['b', 'c'],
] as const;

describe('A mark', () => {
  it.each([
    ['pause', ToPause, Paused],
    ['skip', ToSkip, Skipped],
    ['block', ToBlock, Blocked],
  ] as const)('by `%s` waits as %s and becomes %s when its step is reached', (call, mark, settled) => {
    const world = new World(trailOf([['a', 'b']]));
    world.call('start');
    world.tell(call, 'b');
    expect(world.record('b')).toMatchObject({ state: mark, cause: 'operator' });
    world.now += 7;
    world.succeed('a');
    expect(world.record('b')).toMatchObject({ state: settled, cause: 'operator', since: world.now });
    expect(world.trail.isFinished).toBe(settled !== Paused);
    expect(world.started).toEqual(['a 1']);
  });

  it.each([
    ['skip', Paused, Skipped],
    ['skip', PausedOnFail, Skipped],
    ['skip', Interrupted, Skipped],
    ['block', Paused, Blocked],
    ['block', PausedOnFail, Blocked],
    ['block', Interrupted, Blocked],
    ['resume', Paused, Running],
    ['resume', PausedOnFail, Running],
  ] as const)('by `%s` on a step that is reached and %s is %s in the same turn', (call, held, settled) => {
    const world = new World(trailOf([['a', 'b']]));
    if (held === Paused) world.tell('pause', 'a');
    world.call('start');
    if (held === PausedOnFail) world.fail('a');
    if (held === Interrupted) world.tell('interrupt', 'a');
    expect(world.state('a')).toBe(held);
    expect(world.tell(call, 'a')).toEqual(['a']);
    expect(world.state('a')).toBe(settled);
  });

  it('that is taken back leaves the step to run when it is reached', () => {
    for (const [call, back] of [
      ['pause', 'resume'],
      ['skip', 'unskip'],
      ['block', 'unblock'],
    ] as const) {
      const world = new World(trailOf([['a', 'b']]));
      world.call('start');
      world.tell(call, 'b');
      world.tell(back, 'b');
      expect(world.record('b')).toMatchObject({ state: Waiting, cause: null });
      world.succeed('a');
      expect(world.state('b')).toBe(Running);
    }
  });
});

describe('A turn', () => {
  it('follows up what a change leads to, until nothing moves any more', () => {
    const world = new World(trailOf([...CHAIN, ['c', 'd'], ['d', 'e']]));
    world.call('start');
    world.tell('skip', 'b');
    world.tell('skip', 'c');
    world.tell('pause', 'd');
    const { changes, effects } = world.succeed('a', 'done');
    expect(world.states).toEqual({ a: Succeeded, b: Skipped, c: Skipped, d: Paused, e: Waiting });
    expect(changes.map(({ n, state }) => [n, state])).toEqual([
      [0, Succeeded],
      [1, Skipped],
      [2, Skipped],
      [3, Paused],
    ]);
    expect(effects).toEqual([]);
  });

  it('starts steps in the order in which they were reached, then by n', () => {
    const world = new World(trailOf([['a', 'x'], ['b', 'y'], ['a', 'z'], ['c']]));
    world.call('start');
    expect(world.effects.map((effect) => 'n' in effect && world.trail.step(effect.n).name)).toEqual(['a', 'b', 'c']);
    world.succeed('a');
    expect(world.effects.map((effect) => 'n' in effect && world.trail.step(effect.n).name)).toEqual(['x', 'z']);
  });

  it('counts an attempt when it starts one, and forgets what the one before was asked and answered', () => {
    const world = new World(trailOf([['a']]));
    world.call('start');
    world.call('reply', { prompt_id: world.prompt('a'), value: 1 });
    world.fail('a', 'broken');
    expect(world.record('a')).toMatchObject({ attempt: 1, returnValue: 'broken', inputMessages: [1] });
    world.tell('resume', 'a');
    expect(world.record('a')).toMatchObject({ state: Running, attempt: 2, returnValue: null, prompts: [], inputMessages: [] });
    expect(world.started).toEqual(['a 1', 'a 2']);
  });

  it('reaches a join once, when the last of its parents is done', () => {
    const world = new World(
      trailOf([
        ['a', 'j'],
        ['b', 'j'],
        ['c', 'j'],
      ]),
    );
    world.tell('skip', 'b');
    world.call('start');
    world.succeed('c');
    expect(world.state('j')).toBe(Waiting);
    world.succeed('a');
    expect(world.state('j')).toBe(Running);
    expect(world.started).toEqual(['a 1', 'c 1', 'j 1']);
    expect(world.trail.looks).toBe(3);
  });

  it('looks at no step but those to which something happened', () => {
    const world = new World(trailOf(CHAIN));
    world.call('start');
    expect(world.trail.looks).toBe(0);
    world.prompt('a');
    world.call('pause', { tags: { name: 'c' } });
    world.tell('interrupt', 'a');
    world.fail('a');
    expect(world.trail.looks).toBe(0);
    world.tell('resume', 'a');
    world.succeed('a');
    expect(world.trail.looks).toBe(1);
  });
});
