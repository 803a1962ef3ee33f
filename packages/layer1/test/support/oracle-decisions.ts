import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import type { Failure } from '../../src/action.js';
import { StepState } from '../../src/states.js';
import type { CommandEvent } from '../../src/trail/events.js';
import type { StepRecord } from '../../src/trail/record.js';
import { type Moment, namedIn, numbersOf } from './moment.js';

const {
  Ready,
  Waiting,
  Running,
  Succeeded,
  Failed,
  PausedOnFail,
  ToPause,
  Paused,
  ToSkip,
  Skipped,
  ToBlock,
  Blocked,
  Interrupted,
} = StepState;

/** What calls do to the steps they name, as it is written down. */
const CALLS: Readonly<Record<string, readonly [from: readonly StepState[], to: StepState]>> = {
  pause: [[Ready, Waiting], ToPause],
  pause_branch: [[Ready, Waiting], ToPause],
  resume: [[ToPause, Paused, PausedOnFail, Interrupted], Waiting],
  resume_branch: [[ToPause, Paused, PausedOnFail, Interrupted], Waiting],
  next_steps: [[ToPause, Paused, PausedOnFail], Waiting],
  skip: [[Ready, Waiting, ToPause, Paused, PausedOnFail, Interrupted], ToSkip],
  unskip: [[ToSkip], Waiting],
  block: [[Ready, Waiting, ToPause, Paused, PausedOnFail, Interrupted], ToBlock],
  unblock: [[ToBlock], Waiting],
  interrupt: [[Running], Interrupted],
  mark_done: [[Failed, PausedOnFail, Paused, Interrupted], Succeeded],
  fail: [[PausedOnFail, Interrupted], Failed],
  rerun: [[Succeeded, Failed, Skipped, Blocked], Waiting],
};

/** Judges what calls, failures and times decide about steps. */
export function checkDecisions(moment: Moment): void {
  const { event } = moment.applied;
  for (const { n } of moment.trail.steps) {
    const { by, cause, tries, attempts } = moment.is[n] as StepRecord;
    if (by !== null) strictEqual(cause, 'operator');
    const { retry } = moment.trail.step(n).policy;
    // An attempt that was lost with its server is made again whether tries are left or not.
    const lost = attempts.filter((past) => past.cause === 'server lost').length;
    ok(tries <= (retry === undefined ? 0 : retry.attempts + lost), 'no step is tried more often than it may be');
  }
  if (event.type === 'command') checkCall(event, moment);
  checkOutcome(moment);
  checkLeftOut(moment);
}

/** Where a step that was moved to a state is when the turn is over. */
function settles(to: StepState, n: number, { reach, is }: Moment): StepState {
  if (!reach.isReached(n)) return to;
  if (reach.isUntriggered(n) && (to === Ready || to === Waiting || to === ToPause)) return Skipped;
  if (to === Waiting) return is[n]?.state === Running ? Running : Waiting;
  if (to === ToPause) return Paused;
  if (to === ToSkip) return Skipped;
  return to === ToBlock ? Blocked : to;
}

function checkCall(event: CommandEvent, moment: Moment): void {
  const rule = CALLS[event.call];
  if (rule === undefined) return;
  const [from, to] = rule;
  const isBelow = event.call === 'rerun' && event.moves.some(({ row }) => row !== 'rerun');
  const first = new Set(
    isBelow ? event.moves.filter(({ row }) => row === 'rerun').flatMap(({ steps }) => steps) : namedIn({ event }),
  );
  for (const n of first) {
    if (!from.includes(moment.was[n]?.state as StepState)) continue;
    strictEqual(moment.is[n]?.state, settles(to, n, moment));
    checkMoved(event, n, moment);
  }
  if (!isBelow) return;
  for (const n of below(first, moment)) {
    const expected = becomesBelow(moment.was[n] as StepRecord, moment.reach.isReached(n));
    strictEqual(moment.is[n]?.state, settles(expected ?? (moment.was[n]?.state as StepState), n, moment));
    // What is held is held as before, by whoever holds it.
    if (expected !== null && moment.was[n]?.state !== Paused) checkMoved(event, n, moment);
  }
}

/** Who decided is noted where an operator did, and whoever lets a step run lets it be tried as often as at first. */
function checkMoved({ actor, reason, call, value }: CommandEvent, n: number, { trail, is, was }: Moment): void {
  const { cause, by, state, tries, returnValue } = is[n] as StepRecord;
  const decider = actor === undefined && reason === undefined ? null : JSON.parse(JSON.stringify({ actor, reason }));
  if (cause === 'operator') deepStrictEqual(by, decider);
  if (state === Waiting) strictEqual(tries, 0);
  else if (state === Running) strictEqual(tries, trail.step(n).policy.retry === undefined ? 0 : 1);
  else if (state !== Skipped) strictEqual(tries, was[n]?.tries);
  if (call === 'mark_done') deepStrictEqual([cause, returnValue], ['operator', value ?? null]);
  if (call === 'fail') strictEqual(cause, 'operator');
}

/** What running what comes before it again does to a step; `null` if nothing. What a person decided stays theirs. */
function becomesBelow({ state, cause }: StepRecord, isReached: boolean): StepState | null {
  const isDecided = cause === 'operator';
  if (state === Interrupted) return ToPause;
  if (state === Blocked) return ToBlock;
  if (state === Skipped) return isDecided ? ToSkip : Waiting;
  if (state === Succeeded || state === Failed) return isDecided ? ToPause : Waiting;
  if (state === PausedOnFail) return Waiting;
  return state === Paused && !isReached ? ToPause : null;
}

function below(from: ReadonlySet<number>, { trail, reach }: Moment): readonly number[] {
  const found = new Set(from);
  for (const { n } of trail.steps) if (reach.parentsOf(n).some((parent) => found.has(parent))) found.add(n);
  return [...found].filter((n) => !from.has(n));
}

/** What becomes of a step whose attempt ended, or took too long. */
function checkOutcome(moment: Moment): void {
  const { applied, was, is, trail } = moment;
  const { event, effects, at } = applied;
  const ref = event.type === 'ended' ? event : event.type === 'timer' && event.timer.kind === 'attempt' ? event.timer : null;
  if (ref === null) return;
  const before = was[ref.n];
  if (before?.state !== Running || before.attempt !== ref.attempt) return;
  const after = is[ref.n] as StepRecord;
  if (event.type === 'ended' && event.outcome.ok) {
    return deepStrictEqual([after.state, after.cause, after.returnValue], [Succeeded, null, event.outcome.value]);
  }
  const error: Failure['error'] =
    event.type === 'ended' && !event.outcome.ok ? event.outcome.error : { code: 'AUTOTRAIL_STEP_TIMED_OUT', message: '' };
  const { retry } = trail.step(ref.n).policy;
  const cause = event.type === 'timer' ? 'timeout' : 'failure';
  if (event.type === 'timer') {
    ok(effects.some((effect) => effect.type === 'end' && effect.n === ref.n && effect.reason === 'timeout'));
    strictEqual(after.ending, ref.attempt);
  }
  if (retry === undefined || before.tries >= retry.attempts || (retry.on !== undefined && !isOneOf(retry.on, error))) {
    return deepStrictEqual(
      [after.state, after.cause, after.tries],
      [before.pauseOnFail ? PausedOnFail : Failed, cause, before.tries],
    );
  }
  const longest = Math.min(retry.backoffMs * retry.factor ** (before.tries - 1), retry.maxBackoffMs);
  if (after.state === Running)
    return deepStrictEqual([longest, after.attempt, after.tries], [0, ref.attempt + 1, before.tries + 1]);
  strictEqual(after.state, Waiting);
  // A wait that is over at once leaves the step to wait for something else.
  if (after.until === null) return deepStrictEqual([longest, after.cause !== 'timer'], [0, true]);
  strictEqual(after.cause, 'timer');
  ok((after.until as number) - at <= longest && (after.until as number) - at >= longest * (1 - retry.jitter) - 1);
}

function isOneOf(words: readonly string[], { code, name = 'Error' }: Failure['error']): boolean {
  return words.some((word) => word === code || word === name);
}

/** What a condition that has just failed leaves out, and what one that has failed no longer does not. */
function checkLeftOut(moment: Moment): void {
  const { was, is, reach, unmet, applied } = moment;
  const named = namedIn(applied);
  for (const n of numbersOf(moment, (one) => !named.has(one))) {
    const before = was[n] as StepRecord;
    const after = is[n] as StepRecord;
    const then = reach.leavingOut(n, (one) => was[one]?.state as StepState);
    const now = reach.leavingOut(n);
    const isTakenBack =
      (then.length > 0 && now.length < then.length && now.length === 0 && before.cause === 'condition') ||
      (unmet.has(n) && before.state === Skipped && (before.cause === 'condition' || before.cause === 'unreachable'));
    if (isTakenBack && before.state === Skipped) strictEqual(after.state, settles(Waiting, n, moment));
    if (isTakenBack && before.state === Blocked)
      deepStrictEqual([after.state, after.cause], [settles(ToBlock, n, moment), 'operator']);
    const isOver = [Succeeded, Failed, Skipped, Blocked].includes(before.state as typeof Failed);
    if (isOver && !isTakenBack) strictEqual(after.state, before.state);
    if (now.some((one) => !then.includes(one))) checkLeftOutNow(n, moment);
  }
}

function checkLeftOutNow(n: number, { was, is }: Moment): void {
  const before = was[n]?.state as StepState;
  const after = is[n] as StepRecord;
  const becomes =
    before === ToBlock ? Blocked : [Ready, Waiting, ToPause, ToSkip].includes(before as typeof Ready) ? Skipped : null;
  if (becomes !== null) deepStrictEqual([after.state, after.cause], [becomes, 'condition']);
}
