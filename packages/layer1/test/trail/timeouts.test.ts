import { deepStrictEqual, ok } from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import type { StepOptions } from '../../src/step.js';
import { whileLiving } from '../support/controlled-lives.js';
import { KEPT, LOST, resumed } from '../support/resuming.js';
import { runOut, timersOf } from '../support/timers.js';
import { snapshot, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Waiting, Running, Succeeded, Failed, PausedOnFail, Interrupted } = StepState;

/** A started trail `x -> last` whose step `x` runs. */
function worldOf(options: StepOptions): World {
  const world = new World(trailOf([['x', 'last']], { x: options }));
  world.call('start');
  return world;
}

describe('An attempt with timeoutMs', () => {
  it('has a timer from its start on, and none without it', () => {
    const world = worldOf({ timeoutMs: 500 });
    const timer = { kind: 'attempt', n: 0, attempt: 1 };
    deepStrictEqual(world.effects, [
      { type: 'start', n: 0, attempt: 1 },
      { type: 'timer', timer, at: world.now + 500 },
    ]);
    expect(timersOf(worldOf({}), 'attempt', 'x')).toEqual([]);
  });

  it('that takes too long is ended, counts as failed and says so', () => {
    const world = worldOf({ timeoutMs: 500, graceMs: 70 });
    runOut(world, 'attempt', 'x');
    expect(world.record('x')).toMatchObject({
      state: PausedOnFail,
      cause: 'timeout',
      ending: 1,
      returnValue: 'The attempt took longer than 500 ms.',
    });
    expect(world.effects).toEqual([
      { type: 'end', n: 0, attempt: 1, reason: 'timeout' },
      { type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 }, at: world.now + 70 },
    ]);
    expect(world.trail.hasFailure).toBe(true);
  });

  it('is Failed with the cause timeout where a failure does not pause it', () => {
    const world = worldOf({ timeoutMs: 500, pauseOnFail: false });
    runOut(world, 'attempt', 'x');
    expect(world.record('x')).toMatchObject({ state: Failed, cause: 'timeout' });
    expect(world.trail.isFinished).toBe(false);
    world.fail('x', 'aborted');
    expect(world.trail.isFinished).toBe(true);
    expect(world.record('x').returnValue).toBe('The attempt took longer than 500 ms.');
  });

  it('that ended in time is not touched by the timer that is left over, nor is the attempt after it', () => {
    const world = worldOf({ timeoutMs: 500 });
    world.succeed('x', 'fine');
    const before = snapshot(world.trail);
    runOut(world, 'attempt', 'x');
    expect(world.effects).toEqual([]);
    expect(snapshot(world.trail)).toEqual({ ...(before as object), revision: world.trail.revision });

    world.tell('rerun', 'x');
    const [first] = timersOf(world, 'attempt', 'x');
    world.happen({ type: 'timer', timer: first?.timer ?? expect.fail() });
    expect(world.record('x')).toMatchObject({ state: Running, attempt: 2 });
  });

  it('closes what it asked when its time is over', () => {
    const world = worldOf({ timeoutMs: 500 });
    const promptId = world.prompt('x');
    runOut(world, 'attempt', 'x');
    expect([world.record('x').prompts[0]?.status, world.trail.needsInput]).toEqual(['ended', false]);
    expect(world.refusal({ name: 'reply', prompt_id: promptId, value: 1 }).code).toBe('AUTOTRAIL_PROMPT_CLOSED');
  });

  it('keeps the rest of its time when the trail is taken up, and loses it with a lost attempt', () => {
    const world = worldOf({ timeoutMs: 500 });
    const [set] = timersOf(world, 'attempt', 'x');
    world.now += 400;
    world.happen(resumed(world.trail, KEPT));
    expect(timersOf(world, 'attempt', 'x')).toEqual([set, set]);

    const lost = worldOf({ timeoutMs: 500 });
    lost.happen(resumed(lost.trail, LOST));
    expect([lost.state('x'), timersOf(lost, 'attempt', 'x').length]).toEqual([Interrupted, 1]);
    runOut(lost, 'attempt', 'x');
    expect(lost.state('x')).toBe(Interrupted);
  });
});

describe('The late result of an attempt that timed out', () => {
  it.each(['succeed', 'fail'] as const)('changes nothing but that the attempt is gone (%s)', (how) => {
    const world = worldOf({ timeoutMs: 500 });
    runOut(world, 'attempt', 'x');
    const { ending: _, ...before } = world.record('x');
    world[how]('x', 'too late');
    expect(world.record('x')).toEqual({ ...before, ending: null });
    expect(world.state('last')).toBe(Waiting);
  });
});

describe('An attempt that timed out and is to be retried', () => {
  const RETRIED = { timeoutMs: 500, graceMs: 10_000, retry: { attempts: 2, backoffMs: 100 } };

  function timedOut(): World {
    const world = worldOf(RETRIED);
    runOut(world, 'attempt', 'x');
    expect(world.record('x')).toMatchObject({ state: Waiting, cause: 'timer', until: world.now + 100, ending: 1, tries: 1 });
    expect(world.effects).toContainEqual({ type: 'end', n: 0, attempt: 1, reason: 'timeout' });
    return world;
  }

  it('is made again only when its delay is over and the old attempt is gone: the delay last', () => {
    const world = timedOut();
    world.fail('x', 'aborted');
    expect(world.record('x')).toMatchObject({ state: Waiting, cause: 'timer', ending: null });
    runOut(world, 'wait', 'x');
    expect(world.record('x')).toMatchObject({ state: Running, attempt: 2, tries: 2 });
  });

  it('is made again only when its delay is over and the old attempt is gone: the attempt last', () => {
    const world = timedOut();
    runOut(world, 'wait', 'x');
    expect(world.record('x')).toMatchObject({ state: Waiting, cause: 'previous attempt ending', until: null, ending: 1 });
    world.fail('x', 'aborted');
    expect(world.record('x')).toMatchObject({ state: Running, attempt: 2 });
  });

  it('is made again when the old attempt is given up, which is shown', () => {
    const world = timedOut();
    runOut(world, 'wait', 'x');
    runOut(world, 'grace', 'x');
    expect(world.record('x')).toMatchObject({ state: Running, attempt: 2, abandoned: 1, ending: null });
    world.succeed('x');
    expect(world.states).toEqual({ x: Succeeded, last: Running });
  });

  it('pauses after the last attempt, with the cause timeout', () => {
    const world = timedOut();
    world.fail('x', 'aborted');
    runOut(world, 'wait', 'x');
    runOut(world, 'attempt', 'x');
    expect(world.record('x')).toMatchObject({ state: PausedOnFail, cause: 'timeout', tries: 2 });
  });

  it('is retried only where its option names the timeout, if it names any failure', () => {
    for (const [on, state] of [
      ['AUTOTRAIL_STEP_TIMED_OUT', Waiting],
      ['ECONNRESET', PausedOnFail],
    ] as const) {
      const world = worldOf({ ...RETRIED, retry: { ...RETRIED.retry, on: [on] } });
      runOut(world, 'attempt', 'x');
      expect(world.state('x')).toBe(state);
    }
  });
});

describe('Attempts with timeoutMs, in any trail', () => {
  it('are each given one timer at their start, and are never two at a time', () => {
    let ended = 0;
    whileLiving((trail) => {
      return ({ event, effects, at }) => {
        for (const effect of effects) {
          if (effect.type === 'end' && effect.reason === 'timeout') ended += 1;
          if (effect.type !== 'start' || event.type === 'resumed') continue;
          const { n, attempt } = effect;
          const { timeoutMs } = trail.step(n).policy;
          const set = effects.filter((one) => one.type === 'timer' && one.timer.kind === 'attempt' && one.timer.n === n);
          const timer = { type: 'timer', timer: { kind: 'attempt', n, attempt }, at: at + Number(timeoutMs) };
          deepStrictEqual(set, timeoutMs === undefined ? [] : [timer]);
        }
        for (const { n } of trail.steps) ok(trail.record(n).state !== Running || trail.record(n).ending === null);
      };
    }, 100);
    ok(ended > 10, `${ended} attempts timed out`);
  });
});
