import { deepStrictEqual, ok } from 'node:assert/strict';
import { describe, it } from 'vitest';
import { StepState } from '../../src/states.js';
import type { TimerEffect } from '../../src/trail/effects.js';
import { openPrompts } from '../../src/trail/prompt.js';
import type { Applied, Trail } from '../../src/trail/trail.js';
import { whileLiving } from '../support/controlled-lives.js';

/** Each timer that a step of a trail needs when that is taken up, but for those that give an attempt up. */
function timersNeededBy(trail: Trail, n: number, now: number): readonly TimerEffect[] {
  const record = trail.record(n);
  const { attempt, until, state, since } = record;
  const { timeoutMs } = trail.step(n).policy;
  const isUnderWay = state === StepState.Running;
  const needed: TimerEffect[] = [];
  const need = (timer: TimerEffect['timer'], at: number) => needed.push({ type: 'timer', timer, at });
  if (until !== null) need({ kind: 'wait', n, attempt, at: until }, until);
  if (isUnderWay && timeoutMs !== undefined) need({ kind: 'attempt', n, attempt }, since + timeoutMs);
  for (const { id: promptId, deadline, remindMs } of openPrompts(record)) {
    if (deadline !== undefined) need({ kind: 'prompt', n, attempt, promptId }, deadline);
    if (remindMs !== undefined) need({ kind: 'reminder', n, attempt, promptId }, now + remindMs);
  }
  return needed;
}

function timersSet({ effects }: Applied): readonly TimerEffect[] {
  return effects.filter((effect) => effect.type === 'timer');
}

function sorted(timers: readonly TimerEffect[]): readonly string[] {
  return timers.map((timer) => JSON.stringify(timer)).toSorted();
}

describe('A trail that is taken up', () => {
  it('has all timers set anew that something waits for, for when they were due; who is reminded, from now on', () => {
    const seen = { wait: 0, attempt: 0, prompt: 0, grace: 0, reminder: 0 };
    whileLiving((trail) => {
      return (applied) => {
        if (applied.event.type !== 'resumed') return;
        const set = timersSet(applied);
        const needed = trail.steps.flatMap(({ n }) => timersNeededBy(trail, n, applied.at));
        // A wait that was over while nobody kept time has its timer too, which comes at once and does nothing.
        const isOver = ({ timer, at }: TimerEffect) => timer.kind === 'wait' && at <= applied.at && !trail.isAwaited(timer);
        const others = set.filter((one) => one.timer.kind !== 'grace' && !isOver(one));
        deepStrictEqual(sorted(others), sorted(needed));
        for (const { n, policy } of trail.steps) {
          const { ending } = trail.record(n);
          const isGraceSet = set.some(
            ({ timer, at }) =>
              timer.kind === 'grace' && timer.n === n && timer.attempt === ending && at === applied.at + policy.graceMs,
          );
          ok(ending === null || isGraceSet, `nobody gives attempt ${n}.${ending} up`);
        }
        for (const { timer } of set) seen[timer.kind] += 1;
      };
    }, 300);
    for (const kind of ['wait', 'attempt', 'prompt', 'grace'] as const) ok(seen[kind] > 1, `${kind}: ${seen[kind]}`);
  });
});
