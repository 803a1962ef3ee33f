import { describe, expect, it } from 'vitest';
import { buildTrail } from '../../src/build-trail.js';
import { StepState } from '../../src/states.js';
import { type Step, step } from '../../src/step.js';
import { worldWith } from '../support/steps-in-states.js';
import { CONDITION, type Graph, snapshot, trailOf } from '../support/trails.js';
import { namesOf, World } from '../support/world.js';

const { Waiting, Running, Succeeded, Failed, PausedOnFail, ToPause, Paused, ToSkip, Skipped, ToBlock, Blocked, Interrupted } =
  StepState;

const FAILS = { pauseOnFail: false };
/** Which states each call leads out of, and into which. */
const ROWS: Readonly<Record<string, { readonly from: readonly StepState[]; readonly to: StepState }>> = {
  rerun: { from: [Succeeded, Failed, Skipped, Blocked], to: Waiting },
  mark_done: { from: [Failed, PausedOnFail, Paused, Interrupted], to: Succeeded },
  fail: { from: [PausedOnFail, Interrupted], to: Failed },
};

describe.each(Object.entries(ROWS))('The call %s', (call, { from, to }) => {
  it.each(Object.values(StepState))('affects a step that is %s only if its row leads out of that', (state) => {
    const world = worldWith(state);
    const before = world.record('x');
    const affected = world.tell(call, 'x');
    expect(affected).toEqual(from.includes(state) ? ['x'] : []);
    if (affected.length === 0) return expect(world.record('x')).toBe(before);
    const cause = call === 'rerun' ? null : 'operator';
    expect(world.record('x')).toMatchObject({ state: call === 'rerun' ? Running : to, cause });
    expect(world.record('x').attempt).toBe(before.attempt + (call === 'rerun' ? 1 : 0));
  });
});

//  a -> b -> c -> d
const CHAIN: Graph = [
  ['a', 'b'],
  ['b', 'c'],
  ['c', 'd'],
];

function chain(options = {}): World {
  const world = new World(trailOf(CHAIN, options));
  world.call('start');
  return world;
}

function below(world: World, name: string): void {
  world.call('rerun', { tags: { name }, below: true });
}

describe('A step that is run again alone', () => {
  it('makes a finished trail unfinished, and its attempts go on counting', () => {
    const world = chain();
    for (const name of ['a', 'b', 'c', 'd']) world.succeed(name);
    expect(world.trail.isFinished).toBe(true);
    world.tell('rerun', 'b');
    expect([world.trail.isFinished, world.record('b').attempt]).toEqual([false, 2]);
    world.succeed('b', 'again');
    expect([world.trail.isFinished, world.record('b').returnValue]).toEqual([true, 'again']);
    expect(world.started).toEqual(['a 1', 'b 1', 'c 1', 'd 1', 'b 2']);
  });

  it('leaves what is below in its state, running or not, which keeps the trail unfinished', () => {
    const world = chain();
    for (const name of ['a', 'b']) world.succeed(name);
    world.tell('rerun', 'a');
    expect(world.states).toEqual({ a: Running, b: Succeeded, c: Running, d: Waiting });
    world.succeed('a');
    expect(world.trail.isFinished).toBe(false);
    world.succeed('c');
    expect(world.states).toEqual({ a: Succeeded, b: Succeeded, c: Succeeded, d: Running });
  });

  it('that runs below a step which does not lead on any longer keeps the trail open until it has ended', () => {
    const world = chain({ a: FAILS });
    world.succeed('a');
    world.tell('rerun', 'a');
    world.fail('a');
    expect([world.states, world.trail.isFinished]).toEqual([{ a: Failed, b: Running, c: Waiting, d: Waiting }, false]);
    world.fail('b');
    expect([world.state('b'), world.trail.isFinished, world.trail.hasFailure]).toEqual([PausedOnFail, true, true]);
  });

  it('has what was Paused below it wait to be paused, and keeps what failed or was interrupted there', () => {
    const graph: Graph = ['paused', 'failed', 'interrupted'].map((name) => ['a', name] as const);
    const world = new World(trailOf(graph));
    world.call('pause', { tags: { name: 'paused' }, until: 90_000 });
    world.call('start');
    world.succeed('a');
    world.fail('failed');
    world.tell('interrupt', 'interrupted');
    world.tell('rerun', 'a');
    expect(world.states).toEqual({ a: Running, paused: ToPause, failed: PausedOnFail, interrupted: Interrupted });
    expect(world.record('paused')).toMatchObject({ cause: 'operator', until: 90_000 });
    world.tell('resume', 'failed');
    expect(world.state('failed')).toBe(Waiting);
    world.succeed('a');
    expect(world.states).toMatchObject({ paused: Paused, failed: Running });
  });

  it('waits where what comes before it is not done, and for an attempt of its own that is ending', () => {
    const world = chain();
    world.succeed('a');
    world.tell('skip', 'c');
    world.tell('interrupt', 'b');
    world.tell('mark_done', 'b');
    expect(world.record('b')).toMatchObject({ state: Succeeded, ending: 1 });
    world.tell('rerun', 'b');
    expect(world.record('b')).toMatchObject({ state: Waiting, cause: 'previous attempt ending' });
    world.fail('b');
    expect(world.record('b')).toMatchObject({ state: Running, attempt: 2 });
    world.tell('rerun', 'c');
    expect(world.state('c')).toBe(Waiting);
  });

  it('starts before the trail is started no more than any other', () => {
    const world = new World(trailOf([['a']]));
    world.tell('skip', 'a');
    world.tell('rerun', 'a');
    expect([world.state('a'), world.started]).toEqual([Waiting, []]);
  });
});

describe('Steps that are run again with all below', () => {
  /** A trail `a -> x -> y`, with `x` as it has come to be, `y` waiting below it, and `a` done. */
  function worldBelow(prepare: (world: World) => void): World {
    const graph: Graph = [
      ['a', 'x'],
      ['x', 'y'],
    ];
    const world = new World(trailOf(graph));
    world.tell('pause', 'y');
    world.call('start');
    prepare(world);
    return world;
  }
  const reach = (world: World) => world.succeed('a');
  const interrupt = (world: World) => {
    reach(world);
    world.tell('interrupt', 'x');
    world.fail('x');
  };
  const failed = (world: World) => {
    world.tell('unset_pause_on_fail', 'x');
    reach(world);
    world.fail('x');
  };
  const shutdown = (world: World) => {
    reach(world);
    world.call('shutdown');
    world.fail('x');
    world.happen({ type: 'resumed', attempts: [], transformed: [], policies: [] });
  };

  type Becomes = { readonly state: StepState; readonly cause: string | null };
  type Case = readonly [string, (world: World) => void, Becomes];
  const cases: readonly Case[] = [
    ['Succeeded', (world) => [reach(world), world.succeed('x')], { state: Waiting, cause: null }],
    ['Failed', failed, { state: Waiting, cause: null }],
    ['Paused due to failure', (world) => [reach(world), world.fail('x')], { state: Waiting, cause: null }],
    ['Skipped by an operator', (world) => [world.tell('skip', 'x'), reach(world)], { state: ToSkip, cause: 'operator' }],
    ['Blocked by an operator', (world) => [world.tell('block', 'x'), reach(world)], { state: ToBlock, cause: 'operator' }],
    ['done by hand', (world) => [interrupt(world), world.tell('mark_done', 'x')], { state: ToPause, cause: 'operator' }],
    ['given up', (world) => [interrupt(world), world.tell('fail', 'x')], { state: ToPause, cause: 'operator' }],
    ['interrupted', interrupt, { state: ToPause, cause: 'operator' }],
    ['interrupted by a shutdown', shutdown, { state: ToPause, cause: 'operator' }],
    ['Paused', (world) => [world.tell('pause', 'x'), reach(world)], { state: ToPause, cause: 'operator' }],
  ];

  it.each(cases)('make one that is %s what the table says', (_, prepare, expected) => {
    const world = worldBelow(prepare);
    if (world.state('a') !== Succeeded) world.succeed('a');
    below(world, 'a');
    expect(world.record('x')).toMatchObject(expected);
    expect(world.state('a')).toBe(Running);
    expect(world.trail.isReached(world.n('x'))).toBe(false);
  });

  it('make Skipped and Blocked by a condition wait, and keep the latter from running', () => {
    const world = new World(
      trailOf(
        [
          ['a', 'c'],
          ['c', 'x'],
          ['c', 'z'],
        ],
        { c: CONDITION },
      ),
    );
    world.tell('block', 'z');
    world.call('start');
    world.succeed('a');
    world.fail('c');
    expect(world.states).toEqual({ a: Succeeded, c: Failed, x: Skipped, z: Blocked });
    below(world, 'a');
    expect(world.states).toEqual({ a: Running, c: Waiting, x: Waiting, z: ToBlock });
    expect(world.record('z')).toMatchObject({ cause: 'operator' });
  });

  it('leave what waits or is marked below, and run it all again in order', () => {
    const world = chain();
    for (const name of ['a', 'b']) world.succeed(name);
    world.tell('skip', 'd');
    world.fail('c');
    below(world, 'a');
    expect(world.states).toEqual({ a: Running, b: Waiting, c: Waiting, d: ToSkip });
    for (const name of ['a', 'b', 'c']) world.succeed(name);
    expect(world.started).toEqual(['a 1', 'b 1', 'c 1', 'a 2', 'b 2', 'c 2']);
    expect(world.trail.isFinished).toBe(true);
  });

  it.each([false, true])('are refused whole while one below runs (dry_run: %s)', (dry_run) => {
    const world = chain();
    for (const name of ['a', 'b']) world.succeed(name);
    const before = snapshot(world.trail);
    const error = world.refusal({ name: 'rerun', tags: { name: 'a' }, below: true, dry_run });
    expect(error.code).toBe('AUTOTRAIL_BELOW_RUNS');
    expect(error.message).toContain('c');
    expect(snapshot(world.trail)).toEqual(before);
  });

  it('are not refused because one of themselves, or one beside them, runs', () => {
    const world = new World(trailOf([...CHAIN, ['a', 'e']]));
    world.call('start');
    for (const name of ['a', 'b', 'c', 'd']) world.succeed(name);
    below(world, 'c');
    expect(world.states).toEqual({ a: Succeeded, b: Succeeded, c: Running, d: Waiting, e: Running });
  });

  it('reach over failure pairs too', () => {
    const [deploy, rollback, check] = ['deploy', 'rollback', 'check'].map((name) => step(() => null, { name }, FAILS)) as [
      Step,
      Step,
      Step,
    ];
    const world = new World(buildTrail([[rollback, check]], { failurePairs: [[deploy, rollback]] }));
    world.call('start');
    world.fail('deploy');
    for (const name of ['rollback', 'check']) world.succeed(name);
    below(world, 'deploy');
    expect(world.states).toEqual({ deploy: Running, rollback: Waiting, check: Waiting });
  });

  it('answer those that were named, and leave one that is below another one as its own row says', () => {
    const world = chain();
    world.tell('skip', 'b');
    for (const name of ['a', 'c', 'd']) world.succeed(name);
    const { affected } = world.call('rerun', { tags: {}, below: true });
    expect(namesOf(affected)).toEqual(['a', 'b', 'c', 'd']);
    expect(world.states).toEqual({ a: Running, b: Waiting, c: Waiting, d: Waiting });
  });
});

//  c -> x -> y, with y a condition of its own: y -> z
const NESTED: Graph = [
  ['c', 'x'],
  ['x', 'y'],
  ['y', 'z'],
  ['c', 'other'],
];

describe('A failed condition that is run again, or marked done', () => {
  const nested = () => {
    const world = new World(trailOf(NESTED, { c: CONDITION, y: CONDITION }));
    world.call('start');
    return world;
  };

  it.each([
    ['rerun', Running],
    ['mark_done', Succeeded],
  ] as const)('takes back what its failure left out (%s)', (call, state) => {
    const world = nested();
    world.tell('block', 'other');
    world.fail('c');
    expect(world.states).toEqual({ c: Failed, x: Skipped, y: Skipped, z: Skipped, other: Blocked });
    world.tell(call, 'c');
    const isOn = state === Succeeded;
    expect(world.states).toEqual({
      c: state,
      x: isOn ? Running : Waiting,
      y: Waiting,
      z: Waiting,
      other: isOn ? Blocked : ToBlock,
    });
    expect(world.record('other').cause).toBe('operator');
  });

  it('leaves alone what an operator skipped, and what a second failed condition leaves out', () => {
    const world = nested();
    world.tell('skip', 'other');
    world.succeed('c');
    world.succeed('x');
    world.fail('y');
    expect(world.record('z')).toMatchObject({ state: Skipped, cause: 'condition' });
    world.tell('rerun', 'c');
    world.fail('c');
    expect(world.states).toEqual({ c: Failed, x: Succeeded, y: Failed, z: Skipped, other: Skipped });
    world.tell('rerun', 'c');
    expect(world.states).toMatchObject({ c: Running, y: Failed, z: Skipped, other: Skipped });
    world.tell('rerun', 'y');
    expect(world.states).toMatchObject({ c: Running, y: Running, z: Waiting });
  });

  it('of two nested ones takes nothing back while the outer one is Failed still', () => {
    const world = nested();
    world.succeed('c');
    world.succeed('x');
    world.fail('y');
    world.tell('rerun', 'c');
    world.fail('c');
    world.tell('rerun', 'y');
    expect(world.states).toMatchObject({ c: Failed, y: Running, z: Skipped });
    world.tell('mark_done', 'c');
    expect(world.states).toMatchObject({ c: Succeeded, x: Succeeded, y: Running, z: Waiting });
  });
});
