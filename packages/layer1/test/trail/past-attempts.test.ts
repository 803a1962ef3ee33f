import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import type { PastAttempt } from '../../src/trail/record.js';
import { whileLiving } from '../support/controlled-lives.js';
import { LOST, resumed } from '../support/resuming.js';
import { runOut } from '../support/timers.js';
import { type OptionsByName, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

function worldOf(options: OptionsByName = {}): World {
  const world = new World(trailOf([['a', 'b']], options));
  world.call('start');
  return world;
}

/** What is remembered of the attempts of `a`. */
function attemptsOf(world: World): readonly Partial<PastAttempt>[] {
  return world.record('a').attempts;
}

describe('The attempts of a step that are over', () => {
  it('are remembered with their times, and what their end led to', () => {
    const world = worldOf();
    expect(attemptsOf(world)).toEqual([]);
    world.now = 1_500;
    world.fail('a');
    world.now = 1_700;
    world.tell('resume', 'a');
    world.now = 1_800;
    world.tell('interrupt', 'a');
    world.fail('a');
    world.tell('resume', 'a');
    world.now = 1_900;
    world.succeed('a');
    expect(attemptsOf(world)).toEqual([
      { attempt: 1, startedAt: 1_000, endedAt: 1_500, state: StepState.PausedOnFail, cause: 'failure' },
      { attempt: 2, startedAt: 1_700, endedAt: 1_800, state: StepState.Interrupted, cause: 'operator' },
      { attempt: 3, startedAt: 1_800, endedAt: 1_900, state: StepState.Succeeded, cause: null },
    ]);
  });

  it('tell of retries, timeouts, shutdowns and lost servers apart', () => {
    const retried = worldOf({ a: { retry: { attempts: 2 } } });
    retried.fail('a');
    expect(attemptsOf(retried)).toMatchObject([{ state: StepState.Waiting, cause: 'timer' }]);
    const slow = worldOf({ a: { timeoutMs: 5 } });
    runOut(slow, 'attempt', 'a');
    expect(attemptsOf(slow)).toMatchObject([{ state: StepState.PausedOnFail, cause: 'timeout' }]);
    const shut = worldOf();
    shut.call('shutdown');
    expect(attemptsOf(shut)).toMatchObject([{ state: StepState.Interrupted, cause: 'shutdown' }]);
    const lost = worldOf();
    lost.happen(resumed(lost.trail, LOST));
    expect(attemptsOf(lost)).toMatchObject([{ state: StepState.Interrupted, cause: 'server lost' }]);
  });

  it('are the newest 100 of them', () => {
    const world = worldOf();
    for (let attempt = 1; attempt <= 130; attempt++) {
      world.fail('a');
      world.tell('resume', 'a');
    }
    expect(attemptsOf(world)).toHaveLength(100);
    expect([attemptsOf(world).at(0)?.attempt, attemptsOf(world).at(-1)?.attempt]).toEqual([31, 130]);
  });

  it('are never noted as a change, and yet the same in a trail that was folded', () => {
    let seen = 0;
    whileLiving((trail) => {
      const folded = trail.fork();
      folded.reset();
      return (applied) => {
        folded.fold(JSON.parse(JSON.stringify(applied)));
        for (const change of applied.changes) ok(!('attempts' in change));
        for (const { n } of trail.steps) deepStrictEqual(folded.record(n).attempts, trail.record(n).attempts);
        seen += applied.changes.length;
      };
    }, 40);
    ok(seen > 500);
  });

  it('are all but the one that is under way, in order, and end when they do, in any trail', () => {
    whileLiving((trail) => {
      return ({ at }) => {
        for (const { n } of trail.steps) {
          const { attempts, attempt, state } = trail.record(n);
          const isUnderWay = state === StepState.Running;
          const over = Array.from({ length: isUnderWay ? attempt - 1 : attempt }, (_, i) => i + 1);
          deepStrictEqual(
            attempts.map((one) => one.attempt),
            over.slice(-100),
          );
          for (const { startedAt, endedAt } of attempts) ok(startedAt <= endedAt && endedAt <= at);
        }
      };
    }, 60);
  });

  it('are shared with a fork, and changed in neither by the other', () => {
    const world = worldOf();
    world.fail('a');
    const fork = new World(world.trail.fork());
    fork.tell('resume', 'a');
    fork.succeed('a');
    expect([attemptsOf(world).length, attemptsOf(fork).length]).toEqual([1, 2]);
    strictEqual(attemptsOf(world)[0], attemptsOf(fork)[0]);
  });
});
