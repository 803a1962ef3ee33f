import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { CONDITION, type Graph, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Waiting, Running, Succeeded, Failed, PausedOnFail, Skipped, ToSkip, ToBlock, Blocked } = StepState;

//  start -> c -> x -> y -> join -> end
//  start -> d -----------> join
const BRANCHED: Graph = [
  ['start', 'c'],
  ['c', 'x'],
  ['x', 'y'],
  ['y', 'join'],
  ['start', 'd'],
  ['d', 'join'],
  ['join', 'end'],
];

//  c -> x -> join, c ------> join, d -> join
const DIRECT: Graph = [
  ['c', 'x'],
  ['x', 'join'],
  ['c', 'join'],
  ['d', 'join'],
];

function started(graph: Graph, prepare: (world: World) => void = () => undefined): World {
  const world = new World(trailOf(graph, { c: CONDITION }));
  prepare(world);
  world.call('start');
  return world;
}

describe('A failed condition', () => {
  it('skips its branch at once, and what can be reached around it goes on', () => {
    const world = started(BRANCHED);
    world.succeed('start');
    const { changes } = world.fail('c', 'not today');
    expect(world.states).toEqual({
      start: Succeeded,
      c: Failed,
      d: Running,
      x: Skipped,
      y: Skipped,
      join: Waiting,
      end: Waiting,
    });
    expect(world.record('c')).toMatchObject({ cause: 'failure', returnValue: 'not today' });
    for (const name of ['x', 'y']) expect(world.record(name)).toMatchObject({ cause: 'condition', since: world.now });
    expect(changes.map(({ n }) => n)).toEqual([world.n('c'), world.n('x'), world.n('y')]);
  });

  it('lets the join below run when the other parents are done later', () => {
    const world = started(BRANCHED);
    world.succeed('start');
    world.fail('c');
    world.succeed('d');
    expect(world.state('join')).toBe(Running);
  });

  it('lets the join below run when the other parents were done before (fault 3)', () => {
    const world = started(BRANCHED);
    world.succeed('start');
    world.succeed('d');
    world.fail('c');
    expect(world.state('join')).toBe(Running);
    world.succeed('join');
    world.succeed('end');
    expect(world.trail.isFinished).toBe(true);
  });

  it('lets a join run whose parent it is itself, in both orders (fault 3)', () => {
    for (const order of [['c', 'd'] as const, ['d', 'c'] as const]) {
      const world = started(DIRECT);
      for (const name of order) {
        expect(world.state('join')).toBe(Waiting);
        if (name === 'c') world.fail('c');
        else world.succeed('d');
      }
      expect(world.states).toEqual({ c: Failed, d: Succeeded, x: Skipped, join: Running });
    }
  });

  it('lets a join run whose other parent is skipped or blocked only if that is done', () => {
    const skipped = started(DIRECT, (world) => world.tell('skip', 'd'));
    skipped.fail('c');
    expect(skipped.state('join')).toBe(Running);
    const blocked = started(DIRECT, (world) => world.tell('block', 'd'));
    blocked.fail('c');
    expect(blocked.states).toEqual({ c: Failed, d: Blocked, x: Skipped, join: Waiting });
    expect(blocked.trail.isFinished).toBe(true);
  });

  it('skips a join that can be reached through it only', () => {
    const world = started([
      ['c', 'x'],
      ['c', 'y'],
      ['x', 'join'],
      ['y', 'join'],
    ]);
    world.fail('c');
    expect(world.states).toEqual({ c: Failed, x: Skipped, y: Skipped, join: Skipped });
    expect(world.trail.isFinished).toBe(true);
  });

  it('lets a join run all of whose branches are skipped', () => {
    const graph: Graph = [
      ['c', 'x'],
      ['e', 'y'],
      ['x', 'join'],
      ['y', 'join'],
    ];
    for (const order of [['c', 'e'] as const, ['e', 'c'] as const]) {
      const world = new World(trailOf(graph, { c: CONDITION, e: CONDITION }));
      world.call('start');
      world.fail(order[0]);
      expect(world.state('join')).toBe(Waiting);
      world.fail(order[1]);
      expect(world.states).toEqual({ c: Failed, e: Failed, x: Skipped, y: Skipped, join: Running });
    }
  });

  it('lets a join run where both conditions are its parents themselves', () => {
    const world = new World(
      trailOf(
        [
          ['c', 'join'],
          ['e', 'join'],
        ],
        { c: CONDITION, e: CONDITION },
      ),
    );
    world.call('start');
    world.fail('c');
    world.fail('e');
    expect(world.state('join')).toBe(Running);
  });

  it('skips marks to pause and to skip, and blocks what is marked to block', () => {
    const graph: Graph = [
      ['c', 'paused'],
      ['c', 'skipped'],
      ['c', 'blocked'],
      ['blocked', 'below'],
      ['below', 'join'],
      ['d', 'join'],
    ];
    const world = started(graph, (before) => {
      before.tell('pause', 'paused');
      before.tell('skip', 'skipped');
      before.tell('block', 'blocked');
    });
    world.fail('c');
    expect(world.states).toMatchObject({ paused: Skipped, skipped: Skipped, blocked: Blocked, below: Skipped });
    for (const name of ['paused', 'skipped', 'blocked', 'below']) expect(world.record(name).cause).toBe('condition');
    world.succeed('d');
    expect(world.state('join')).toBe(Running);
  });

  it('leaves a join alone one of whose parents it blocked', () => {
    const world = started(DIRECT, (before) => before.tell('block', 'x'));
    world.succeed('d');
    world.fail('c');
    expect(world.states).toEqual({ c: Failed, d: Succeeded, x: Blocked, join: Waiting });
    expect(world.trail.isFinished).toBe(true);
  });

  it('settles a mark on the join in the same turn', () => {
    const world = started(DIRECT, (before) => before.tell('skip', 'join'));
    world.succeed('d');
    world.fail('c');
    expect(world.state('join')).toBe(Skipped);
    expect(world.trail.isFinished).toBe(true);
  });

  it('skips conditions inside its branch with all that is in theirs', () => {
    const world = new World(
      trailOf(
        [
          ['c', 'e'],
          ['e', 'x'],
          ['x', 'join'],
          ['e', 'join'],
          ['c', 'join'],
          ['d', 'join'],
        ],
        { c: CONDITION, e: CONDITION },
      ),
    );
    world.call('start');
    world.fail('c');
    world.succeed('d');
    expect(world.states).toEqual({ c: Failed, d: Succeeded, e: Skipped, x: Skipped, join: Running });
  });

  it('does not reach into the branch: what it skipped stays unreached', () => {
    const world = started(DIRECT);
    world.fail('c');
    expect(world.trail.isReached(world.n('x'))).toBe(false);
    for (const call of ['resume', 'skip', 'unskip', 'unblock', 'interrupt']) expect(world.tell(call, 'x')).toEqual([]);
  });

  it('is a failure nobody has to look at', () => {
    const world = started([['c', 'x']]);
    world.fail('c');
    expect(world.trail).toMatchObject({ hasFailure: false, isFinished: true });
  });
});

describe('A condition that does not fail for good', () => {
  it('lets its branch run where it succeeds', () => {
    const world = started(DIRECT);
    world.succeed('c');
    expect(world.states).toMatchObject({ c: Succeeded, x: Running, join: Waiting });
  });

  it('counts as done, with its branch, where an operator skips it', () => {
    const world = started(DIRECT, (before) => before.tell('skip', 'c'));
    expect(world.states).toMatchObject({ c: Skipped, x: Running });
  });

  it('pauses and skips nothing where an operator switched pauseOnFail on', () => {
    const world = started(DIRECT, (before) => before.tell('set_pause_on_fail', 'c'));
    world.succeed('d');
    world.fail('c');
    expect(world.states).toEqual({ c: PausedOnFail, d: Succeeded, x: Waiting, join: Waiting });
    expect(world.trail).toMatchObject({ hasFailure: true, isFinished: false });

    world.tell('resume', 'c');
    world.tell('unset_pause_on_fail', 'c');
    world.succeed('c');
    expect(world.state('x')).toBe(Running);
  });

  it('skips its branch where the operator switched pauseOnFail off again before the second failure', () => {
    const world = started(DIRECT, (before) => before.tell('set_pause_on_fail', 'c'));
    world.fail('c');
    world.tell('pause', 'd');
    world.tell('resume', 'c');
    world.tell('interrupt', 'c');
    world.tell('unset_pause_on_fail', 'c');
    world.tell('resume', 'c');
    world.fail('c', 'the interrupted attempt is gone');
    world.fail('c');
    expect(world.states).toMatchObject({ c: Failed, x: Skipped, join: Waiting });
  });

  it('leaves its branch where it is blocked or interrupted', () => {
    const blocked = started(DIRECT, (before) => before.tell('block', 'c'));
    expect(blocked.states).toMatchObject({ c: Blocked, x: Waiting });
    const interrupted = started(DIRECT);
    interrupted.tell('interrupt', 'c');
    interrupted.fail('c');
    expect(interrupted.states).toMatchObject({ c: StepState.Interrupted, x: Waiting, join: Waiting });
  });
});

describe('A condition that has failed no longer', () => {
  it('takes back what it left out, which goes on from there', () => {
    const world = started(BRANCHED, (before) => before.tell('block', 'y'));
    world.succeed('start');
    world.fail('c');
    expect(world.states).toMatchObject({ x: Skipped, y: Blocked });
    world.tell('mark_done', 'c');
    expect(world.states).toMatchObject({ c: Succeeded, x: Running, y: ToBlock });
    expect(world.record('y')).toMatchObject({ cause: 'operator' });
    world.succeed('x');
    expect(world.states).toMatchObject({ x: Succeeded, y: Blocked, join: Waiting });
  });

  it('leaves alone what an operator has left out', () => {
    const world = started(BRANCHED);
    world.succeed('start');
    world.fail('c');
    for (const call of ['rerun', 'skip']) world.tell(call, 'x');
    expect(world.record('x')).toMatchObject({ state: ToSkip, cause: 'operator' });
    world.tell('rerun', 'c');
    expect(world.states).toMatchObject({ c: Running, x: ToSkip, y: Waiting });
  });

  it('leaves alone what another one leaves out, until that has failed no longer too', () => {
    const graph: Graph = [
      ['c', 'e'],
      ['e', 'x'],
    ];
    const world = new World(trailOf(graph, { c: CONDITION, e: CONDITION }));
    world.call('start');
    world.succeed('c');
    world.fail('e');
    world.tell('rerun', 'c');
    world.fail('c');
    expect(world.states).toEqual({ c: Failed, e: Failed, x: Skipped });
    world.tell('mark_done', 'c');
    expect(world.states).toEqual({ c: Succeeded, e: Failed, x: Skipped });
    world.tell('mark_done', 'e');
    expect(world.states).toEqual({ c: Succeeded, e: Succeeded, x: Running });
  });
});

describe('A failed step that is no condition', () => {
  it('leaves everything below it unreached', () => {
    const world = new World(trailOf(DIRECT, { c: { pauseOnFail: false } }));
    world.tell('skip', 'x');
    world.call('start');
    world.succeed('d');
    world.fail('c');
    expect(world.states).toEqual({ c: Failed, d: Succeeded, x: ToSkip, join: Waiting });
    expect(world.trail).toMatchObject({ hasFailure: true, isFinished: true });
  });
});
