import { type StepRecord, StepState, statusOf } from '@autotrail/layer1';
import { promise } from './breach.js';
import type { Look } from './looks.js';
import { Reach } from './reach.js';
import { isDone, isIgnored } from './specification.js';

/** Where a step stands. */
interface Standing {
  readonly record: StepRecord;
  readonly isReached: boolean;
  readonly isUnreachable: boolean;
  readonly isStarted: boolean;
}

/** What may be said: more than one where the words leave it open. */
type Words = readonly (string | null)[];

/** Names what each step waits for, and how each outcome has come about; while a trail is not finished it waits for something. */
export function checkWaits({ shape, trail }: Pick<Look, 'shape' | 'trail'>): void {
  const { isStarted, isShuttingDown, isFinished, steps } = trail;
  const records = steps.map(({ n }) => trail.record(n));
  const { isReached, isUnreachable } = new Reach(shape).load(records);
  let isNamed = !isStarted || isFinished || isShuttingDown;
  for (const [n, record] of records.entries()) {
    const { waitsFor = null, provenance = null } = statusOf(trail, trail.step(n), ['waitsFor', 'provenance']);
    const standing = { record, isReached: isReached[n] === true, isUnreachable: isUnreachable[n] === true, isStarted };
    const waits = isShuttingDown ? [waitsFor] : waitsOf(standing);
    promise(
      5,
      waits.includes(waitsFor),
      () => `step ${n} (${record.state}) waits for ${waitsFor}, must be ${waits.join(' or ')}`,
    );
    const origins = provenancesOf(standing);
    promise(
      3,
      origins.includes(provenance),
      () => `step ${n} (${record.state}) is ${provenance}, must be ${origins.join(' or ')}`,
    );
    isNamed ||= waitsFor !== null && waitsFor !== 'steps';
  }
  promise(5, isNamed, () => 'it is not finished, and waits for nothing');
}

function waitsOf(standing: Standing): Words {
  const { record, isReached, isUnreachable } = standing;
  const { state, ending, prompts } = record;
  if (state === StepState.Running) return [prompts.some(({ status }) => status === 'open') ? 'prompt' : 'worker'];
  if (isDone(state) || isIgnored(state)) return [ending === null ? null : 'worker'];
  const own = isReached ? reachedWaitsOf(standing) : [isUnreachable ? null : 'steps'];
  // An attempt that is being ended is at work, whatever the step waits for beside that.
  return ending === null ? own : [...own, 'worker'];
}

function reachedWaitsOf({ record, isStarted }: Standing): Words {
  const { state, until, cause } = record;
  if (until !== null) return ['timer'];
  if (state !== StepState.Waiting || !isStarted) return ['operator'];
  return [cause === 'slot' ? 'slot' : 'worker'];
}

function provenancesOf({ record, isReached, isUnreachable }: Standing): Words {
  const { state, cause, attempt } = record;
  const isByHand = cause === 'operator';
  switch (state) {
    case StepState.Succeeded:
    case StepState.Failed:
      return [isByHand ? 'by hand' : 'machine'];
    case StepState.Skipped:
      return cause === 'unreachable' ? ['unreachable'] : [`skipped by ${cause}`];
    case StepState.Blocked:
      return [`blocked by ${cause}`];
  }
  if (!isUnreachable || state === StepState.Running) return [null];
  return attempt === 0 && !isReached ? ['unreachable'] : [null, 'unreachable'];
}
