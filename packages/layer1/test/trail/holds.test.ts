import { deepStrictEqual, ok } from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { whileLiving } from '../support/controlled-lives.js';
import { LOST, resumed } from '../support/resuming.js';
import { runOut, timersOf } from '../support/timers.js';
import { snapshot, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Waiting, Running, Succeeded, ToPause, Paused, Skipped, Blocked } = StepState;
const SOON = 5_000;
const LATER = 9_000;

/** A started trail `x -> last`, or one of which nothing runs. */
function worldOf({ isStarted = true } = {}): World {
  const world = new World(
    trailOf([
      ['first', 'x'],
      ['x', 'last'],
    ]),
  );
  if (isStarted) world.call('start');
  return world;
}

function hold(world: World, until: number | string | null, name = 'x'): void {
  world.call('pause', { tags: { name }, until });
}

describe('A step that is held until a date', () => {
  it('is paused when it is reached, and goes on by itself when the date has come', () => {
    const world = worldOf();
    hold(world, SOON);
    expect(world.record('x')).toMatchObject({ state: ToPause, cause: 'operator', until: SOON });
    expect(world.effects).toEqual([{ type: 'timer', timer: { kind: 'wait', n: world.n('x'), attempt: 0, at: SOON }, at: SOON }]);
    world.succeed('first');
    expect(world.record('x')).toMatchObject({ state: Paused, cause: 'operator', until: SOON });
    runOut(world, 'wait', 'x');
    expect(world.record('x')).toMatchObject({ state: Running, cause: null, until: null, by: null });
  });

  it('waits when the date comes before it is reached, and is not held then', () => {
    const world = worldOf();
    hold(world, SOON);
    runOut(world, 'wait', 'x');
    expect(world.record('x')).toMatchObject({ state: Waiting, cause: null, until: null });
    world.succeed('first');
    expect(world.state('x')).toBe(Running);
  });

  it('can be let go before, and the timer that is left over does nothing then', () => {
    const world = worldOf();
    hold(world, SOON);
    world.succeed('first');
    world.tell('resume', 'x');
    expect(world.record('x')).toMatchObject({ state: Running, until: null });
    const record = world.record('x');
    runOut(world, 'wait', 'x');
    expect([world.record('x'), world.effects]).toEqual([record, []]);
  });

  it.each([
    ['skip', Skipped],
    ['block', Blocked],
  ] as const)('can be left out meanwhile by %s, for good', (call, state) => {
    const world = worldOf();
    hold(world, SOON);
    world.succeed('first');
    world.tell(call, 'x');
    runOut(world, 'wait', 'x');
    expect(world.record('x')).toMatchObject({ state, cause: 'operator', until: null });
  });

  it('is not let go by the timer of a hold before, and is by its own', () => {
    const world = worldOf();
    hold(world, SOON);
    world.tell('resume', 'x');
    hold(world, LATER);
    const [old] = timersOf(world, 'wait', 'x');
    world.now = SOON;
    world.happen({ type: 'timer', timer: old?.timer ?? expect.fail() });
    expect(world.record('x')).toMatchObject({ state: ToPause, until: LATER });
    runOut(world, 'wait', 'x');
    expect(world.state('x')).toBe(Waiting);
  });

  it('and is then held without one stays until somebody resumes it', () => {
    const world = worldOf();
    hold(world, SOON);
    world.tell('unskip', 'x');
    world.tell('resume', 'x');
    hold(world, null);
    runOut(world, 'wait', 'x');
    expect(world.record('x')).toMatchObject({ state: ToPause, until: null });
  });

  it('keeps its date while it is unreached and reached again', () => {
    const world = worldOf();
    hold(world, SOON);
    world.succeed('first');
    world.tell('rerun', 'first');
    expect(world.record('x')).toMatchObject({ state: ToPause, cause: 'operator', until: SOON });
    world.succeed('first');
    expect(world.record('x')).toMatchObject({ state: Paused, until: SOON });
    runOut(world, 'wait', 'x');
    expect(world.state('x')).toBe(Running);
  });

  it('is let go before the trail is started, but does not run', () => {
    const world = worldOf({ isStarted: false });
    hold(world, SOON, 'first');
    expect(world.state('first')).toBe(Paused);
    runOut(world, 'wait', 'first');
    expect([world.state('first'), world.started]).toEqual([Waiting, []]);
    world.call('start');
    expect(world.state('first')).toBe(Running);
  });

  it('has its timer set anew when the trail is taken up, for the date it had, though that is over', () => {
    const world = worldOf();
    hold(world, SOON);
    world.succeed('first');
    const folded = trailOf([
      ['first', 'x'],
      ['x', 'last'],
    ]);
    for (const applied of world.log) folded.fold(JSON.parse(JSON.stringify(applied)));
    const other = new World(folded);
    other.now = LATER;
    other.happen(resumed(folded, LOST));
    const timer = { kind: 'wait', n: 1, attempt: 0, at: SOON };
    expect(other.effects).toContainEqual({ type: 'timer', timer, at: SOON });
    runOut(other, 'wait', 'x');
    expect(other.state('x')).toBe(Running);
  });

  it('can be one of a whole branch, each with a timer of its own', () => {
    const world = worldOf();
    world.call('pause_branch', { tags: { name: 'x' }, until: '1970-01-01T00:00:05Z' });
    expect([world.record('x'), world.record('last')]).toMatchObject([{ until: SOON }, { until: SOON }]);
    for (const name of ['x', 'last']) runOut(world, 'wait', name);
    expect(world.states).toMatchObject({ x: Waiting, last: Waiting });
  });

  it('keeps the trail open', () => {
    const world = worldOf();
    hold(world, SOON);
    world.tell('skip', 'last');
    world.succeed('first');
    expect([world.trail.isFinished, world.trail.needsInput, world.trail.hasFailure]).toEqual([false, false, false]);
    runOut(world, 'wait', 'x');
    world.succeed('x');
    expect([world.trail.isFinished, world.state('x')]).toEqual([true, Succeeded]);
  });
});

describe('Waits that end by themselves, in any trail', () => {
  it('have each a timer that is still to come, and nothing else changes when a timer comes that nobody awaits', () => {
    let ignored = 0;
    whileLiving((trail) => {
      const set = new Set<string>();
      let before = snapshot(trail);
      return ({ event, effects, changes }) => {
        if (event.type === 'timer' && event.timer.kind === 'wait') {
          const { n, at } = event.timer;
          const wasAwaited = (before as { steps: [{ until: number | null }][] }).steps[n]?.[0].until === at;
          if (!wasAwaited) deepStrictEqual([changes, effects], [[], []]);
          if (!wasAwaited) ignored += 1;
        }
        for (const effect of effects) if (effect.type === 'timer') set.add(JSON.stringify([effect.timer.n, effect.at]));
        for (const { n } of trail.steps) {
          const { until } = trail.record(n);
          ok(until === null || set.has(JSON.stringify([n, until])), `step ${n} waits for a timer that was never set`);
          ok(until === null || trail.isAwaited({ kind: 'wait', n, attempt: 0, at: until }));
        }
        before = snapshot(trail);
      };
    }, 60);
    ok(ignored > 10, `${ignored} timers were left over`);
  });
});
