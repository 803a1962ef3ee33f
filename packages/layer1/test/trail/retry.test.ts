import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../src/action.js';
import { StepState } from '../../src/states.js';
import type { StepOptions } from '../../src/step.js';
import { isWorthRetrying, retryDelay } from '../../src/trail/retry.js';
import type { Trail } from '../../src/trail/trail.js';
import { whileLiving } from '../support/controlled-lives.js';
import { resumed } from '../support/resuming.js';
import { runOut, timersOf } from '../support/timers.js';
import { trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Waiting, Running, Failed, PausedOnFail, Paused, Skipped, Blocked, Interrupted, Succeeded } = StepState;

const POLICY = { backoffMs: 1_000, factor: 2, maxBackoffMs: 60_000, jitter: 0 };

/** A started trail `first -> x -> last` whose step `x` runs. */
function worldOf(options: StepOptions, name?: string): World {
  const graph = [
    ['first', 'x'],
    ['x', 'last'],
  ] as const;
  const world = new World(trailOf(graph, { x: options }, name === undefined ? {} : { name }));
  world.call('start');
  world.succeed('first');
  return world;
}

function failWith(world: World, error: Failure['error'], value?: Failure['value']): void {
  const { attempt } = world.record('x');
  const outcome: Failure = { ok: false, error, ...(value !== undefined && { value }) };
  world.happen({ type: 'ended', n: world.n('x'), attempt, outcome });
}

/** The delays before the further attempts of `x`, all of which fail. */
function delaysOf(options: StepOptions, name?: string): readonly number[] {
  const world = worldOf(options, name);
  const delays: number[] = [];
  for (;;) {
    failWith(world, { message: 'no' });
    const { state, until } = world.record('x');
    if (state !== Waiting || until === null) return delays;
    delays.push(until - world.now);
    runOut(world, 'wait', 'x');
  }
}

describe('A step that is to be retried', () => {
  it('is made as often as its option says, and then pauses due to its failure', () => {
    const world = worldOf({ retry: { attempts: 3 } });
    for (const attempt of [1, 2]) {
      failWith(world, { message: `no ${attempt}` });
      expect(world.record('x')).toMatchObject({ state: Waiting, cause: 'timer', tries: attempt, returnValue: `no ${attempt}` });
      runOut(world, 'wait', 'x');
      expect(world.record('x')).toMatchObject({ state: Running, cause: null, until: null, attempt: attempt + 1 });
    }
    failWith(world, { message: 'no 3' });
    expect(world.record('x')).toMatchObject({ state: PausedOnFail, cause: 'failure', tries: 3, attempt: 3, until: null });
    expect(world.trail.hasFailure).toBe(true);
  });

  it('is Failed after the last attempt where a failure does not pause it', () => {
    const world = worldOf({ retry: { attempts: 2 }, pauseOnFail: false });
    failWith(world, { message: 'no' });
    expect([world.state('x'), world.trail.hasFailure, world.trail.isFinished]).toEqual([Waiting, false, false]);
    runOut(world, 'wait', 'x');
    failWith(world, { message: 'no' });
    expect([world.state('x'), world.trail.isFinished]).toEqual([Failed, true]);
  });

  it('goes on as any other when a further attempt succeeds', () => {
    const world = worldOf({ retry: { attempts: 2 } });
    failWith(world, { message: 'no' });
    runOut(world, 'wait', 'x');
    world.succeed('x', 'at last');
    expect(world.record('x')).toMatchObject({ state: Succeeded, returnValue: 'at last' });
    expect(world.state('last')).toBe(Running);
  });

  it('does not begin before its time, though it is looked at, and can be seen to wait', () => {
    const world = worldOf({ retry: { attempts: 2 } });
    failWith(world, { message: 'no' });
    world.happen(resumed(world.trail));
    expect([world.state('x'), world.call('describe').waitsFor]).toMatchObject([Waiting, [{ on: 'timer', name: 'x' }]]);
  });

  it('with attempts 1 is not retried', () => {
    expect(delaysOf({ retry: { attempts: 1 } })).toEqual([]);
  });

  it('shows what its onFailure made of a failure, at each attempt', () => {
    const world = worldOf({ retry: { attempts: 2 } });
    failWith(world, { message: 'no' }, { code: 7 });
    expect(world.record('x')).toMatchObject({ state: Waiting, returnValue: { code: 7 } });
    runOut(world, 'wait', 'x');
    expect(world.record('x').returnValue).toBeNull();
    failWith(world, { message: 'no' }, { code: 8 });
    expect(world.record('x')).toMatchObject({ state: PausedOnFail, returnValue: { code: 8 } });
  });

  it('is tried again only after the failures that its option names, by code or by class', () => {
    const errors: readonly (readonly [Failure['error'], StepState])[] = [
      [{ message: 'no', code: 'ECONNRESET' }, Waiting],
      [{ message: 'no', name: 'TypeError' }, Waiting],
      [{ message: 'no', code: 'TypeError', name: 'X' }, Waiting],
      [{ message: 'ECONNRESET' }, PausedOnFail],
      [{ message: 'no', code: 'ENOENT', name: 'RangeError' }, PausedOnFail],
    ];
    for (const [error, state] of errors) {
      const world = worldOf({ retry: { attempts: 2, on: ['ECONNRESET', 'TypeError'] } });
      failWith(world, error);
      expect(world.state('x')).toBe(state);
    }
    expect(isWorthRetrying({ ...POLICY, attempts: 2, on: ['Error'] }, 1, { message: 'plain' })).toBe(true);
  });
});

describe('The delay before a retry', () => {
  it('grows by its factor from one to the next, up to its maximum', () => {
    expect(delaysOf({ retry: { attempts: 5 } })).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(delaysOf({ retry: { attempts: 5, backoffMs: 10, factor: 3, maxBackoffMs: 100 } })).toEqual([10, 30, 90, 100]);
    expect(delaysOf({ retry: { attempts: 4, backoffMs: 7, factor: 1 } })).toEqual([7, 7, 7]);
  });

  it('of 0 makes the next attempt in the same turn', () => {
    const world = worldOf({ retry: { attempts: 2, backoffMs: 0 } });
    failWith(world, { message: 'no' });
    expect(world.record('x')).toMatchObject({ state: Running, attempt: 2, tries: 2, until: null });
    failWith(world, { message: 'no' });
    expect(world.state('x')).toBe(PausedOnFail);
  });

  it('stays within its jitter, is the same for the same attempt, and differs between steps and attempts', () => {
    const policies = fc.record({
      attempts: fc.constant(100),
      backoffMs: fc.integer({ min: 0, max: 100_000 }),
      factor: fc.double({ min: 1, max: 4, noNaN: true }),
      maxBackoffMs: fc.integer({ min: 0, max: 200_000 }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const failed = fc.record({
      trail: fc.string(),
      n: fc.nat(10_000),
      attempt: fc.integer({ min: 1, max: 500 }),
      tries: fc.integer({ min: 1, max: 60 }),
    });
    const property = fc.property(policies, failed, (policy, which) => {
      const full = Math.min(policy.backoffMs * policy.factor ** (which.tries - 1), policy.maxBackoffMs);
      const delay = retryDelay(policy, which);
      ok(Number.isSafeInteger(delay));
      ok(delay >= Math.floor(full * (1 - policy.jitter)) && delay <= Math.ceil(full), `${delay} of ${full}`);
      strictEqual(retryDelay(policy, { ...which }), delay);
    });
    fc.assert(property, { numRuns: 500 });

    const policy = { ...POLICY, attempts: 9, backoffMs: 1_000_000, maxBackoffMs: 1_000_000, jitter: 1 };
    const which = { trail: 'release', n: 3, attempt: 1, tries: 1 };
    const delays = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => retryDelay(policy, { ...which, n }));
    const ofAttempts = [1, 2, 3, 4, 5].map((attempt) => retryDelay(policy, { ...which, attempt }));
    strictEqual(new Set(delays).size, 10);
    strictEqual(new Set(ofAttempts).size, 5);
    ok(retryDelay(policy, { ...which, trail: 'other' }) !== retryDelay(policy, which));
    ok(Math.max(...delays) - Math.min(...delays) > 300_000, 'the delays are spread');
  });

  it('is a number however often it is tried: none stays none, and the longest stays that', () => {
    for (const tries of [1_024, 1_025, 1_026, 1e6, Number.MAX_SAFE_INTEGER]) {
      const which = { trail: 'release', n: 0, attempt: tries, tries };
      const policy = { ...POLICY, attempts: Number.MAX_SAFE_INTEGER };
      strictEqual(retryDelay({ ...policy, backoffMs: 0 }, which), 0);
      strictEqual(retryDelay(policy, which), policy.maxBackoffMs);
      strictEqual(retryDelay({ ...policy, factor: 1 }, which), policy.backoffMs);
    }
  });

  it('of a trail depends on its name', () => {
    const retry = { attempts: 3, jitter: 1, backoffMs: 50_000 };
    expect(delaysOf({ retry }, 'one')).toEqual(delaysOf({ retry }, 'one'));
    expect(delaysOf({ retry }, 'one')).not.toEqual(delaysOf({ retry }, 'other'));
  });
});

describe('During the delay of a retry', () => {
  const calls: readonly (readonly [string, StepState])[] = [
    ['pause', Paused],
    ['skip', Skipped],
    ['block', Blocked],
  ];

  it.each(calls)('a step obeys %s, and the timer that is left over does nothing', (call, state) => {
    const world = worldOf({ retry: { attempts: 3 } });
    failWith(world, { message: 'no' });
    expect(world.tell(call, 'x')).toEqual(['x']);
    expect(world.record('x')).toMatchObject({ state, cause: 'operator', until: null });
    const was = world.record('x');
    runOut(world, 'wait', 'x');
    expect(world.record('x')).toBe(was);
    expect([world.effects, world.log.at(-1)?.changes]).toEqual([[], []]);
  });

  it('a step that was paused and resumed is tried at once, as often as at first, and not a second time by the old timer', () => {
    const world = worldOf({ retry: { attempts: 2 } });
    failWith(world, { message: 'no' });
    world.tell('pause', 'x');
    world.tell('resume', 'x');
    expect(world.record('x')).toMatchObject({ state: Running, attempt: 2, tries: 1 });
    runOut(world, 'wait', 'x');
    expect(world.record('x')).toMatchObject({ state: Running, attempt: 2 });
    failWith(world, { message: 'no' });
    expect(world.record('x')).toMatchObject({ state: Waiting, cause: 'timer' });
    const [old] = timersOf(world, 'wait', 'x');
    world.happen({ type: 'timer', timer: old?.timer ?? expect.fail() });
    expect(world.record('x')).toMatchObject({ state: Waiting, cause: 'timer' });
  });

  it('a step that was held until a date and let go by it has no more tries than it had', () => {
    const world = worldOf({ retry: { attempts: 2 } });
    failWith(world, { message: 'no' });
    world.call('pause', { tags: { name: 'x' }, until: world.now + 50 });
    runOut(world, 'wait', 'x');
    expect(world.record('x')).toMatchObject({ state: Running, tries: 2 });
    failWith(world, { message: 'no' });
    expect(world.state('x')).toBe(PausedOnFail);
  });

  it('a step that is unreached waits for both, whichever comes first', () => {
    for (const isTimerFirst of [true, false]) {
      const world = worldOf({ retry: { attempts: 2 } });
      failWith(world, { message: 'no' });
      world.tell('rerun', 'first');
      if (isTimerFirst) runOut(world, 'wait', 'x');
      else world.succeed('first');
      expect(world.state('x')).toBe(Waiting);
      if (isTimerFirst) world.succeed('first');
      else runOut(world, 'wait', 'x');
      expect(world.record('x')).toMatchObject({ state: Running, attempt: 2 });
    }
  });

  it('a shutdown leaves it waiting, and its timer is set anew when the trail is taken up', () => {
    const world = worldOf({ retry: { attempts: 2 } });
    failWith(world, { message: 'no' });
    world.call('shutdown');
    runOut(world, 'wait', 'x');
    expect(world.state('x')).toBe(Waiting);

    const other = worldOf({ retry: { attempts: 2 } });
    failWith(other, { message: 'no' });
    const [first] = timersOf(other, 'wait', 'x');
    other.happen(resumed(other.trail));
    deepStrictEqual(timersOf(other, 'wait', 'x'), [first, first]);
    runOut(other, 'wait', 'x');
    expect(other.record('x')).toMatchObject({ state: Running, attempt: 2 });
  });
});

describe('The tries of a step', () => {
  it('begin anew when an interrupted attempt is resumed, after its end', () => {
    const world = worldOf({ retry: { attempts: 2 } });
    failWith(world, { message: 'no' });
    runOut(world, 'wait', 'x');
    world.tell('interrupt', 'x');
    failWith(world, { message: 'the attempt that was interrupted' });
    expect(world.state('x')).toBe(Interrupted);
    world.tell('resume', 'x');
    expect(world.record('x')).toMatchObject({ state: Running, attempt: 3, tries: 1 });
    failWith(world, { message: 'no' });
    expect(world.record('x')).toMatchObject({ state: Waiting, cause: 'timer', tries: 1 });
  });

  it.each(['resume', 'rerun'])('begin anew with %s', (call) => {
    const world = worldOf({ retry: { attempts: 2 }, pauseOnFail: call === 'resume' });
    failWith(world, { message: 'no' });
    runOut(world, 'wait', 'x');
    failWith(world, { message: 'no' });
    world.tell(call, 'x');
    expect(world.record('x')).toMatchObject({ state: Running, attempt: 3, tries: 1 });
  });

  it('are not touched by a call that leaves the step alone, or only sets a flag', () => {
    const world = worldOf({ retry: { attempts: 3 } });
    failWith(world, { message: 'no' });
    world.tell('unset_pause_on_fail', 'x');
    world.tell('mark_done', 'x');
    expect(world.record('x')).toMatchObject({ state: Waiting, tries: 1, cause: 'timer' });
  });

  it('never exceed the attempts there are, in any trail', () => {
    let retried = 0;
    whileLiving((trail: Trail) => {
      return ({ changes }) => {
        for (const { n, policy } of trail.steps) {
          const { tries, state } = trail.record(n);
          ok(tries <= (policy.retry?.attempts ?? 0), `step ${n} has ${tries} tries`);
          if (state === Running && policy.retry !== undefined) ok(tries >= 1);
        }
        retried += changes.filter(({ cause, until }) => cause === 'timer' && until !== undefined).length;
      };
    }, 100);
    ok(retried > 50, `${retried} retries`);
  });
});

describe('A step without retries', () => {
  it('pauses due to its first failure, and has no tries', () => {
    const world = worldOf({});
    failWith(world, { message: 'no' });
    expect(world.record('x')).toMatchObject({ state: PausedOnFail, tries: 0, until: null });
    expect(timersOf(world, 'wait', 'x')).toEqual([]);
  });
});
