import { STEP_STATES, type StepRecord, type StepState, type Trail } from '@autotrail/layer1';

const NUMBERS = new Map<StepState, number>(STEP_STATES.map((state, number) => [state, number]));
const CAUSES = ['operator', 'condition', 'failure', 'shutdown', 'previous attempt ending', 'server lost'];
const STATUSES = ['open', 'answered', 'timed out', 'ended'];

/**
 * What tells two states of a trail apart: all of it but times and the texts of values. Prompts count by number and by the status of
 * the newest, which is all there is of them where at most one is asked.
 */
export function keyOf(trail: Trail, isExact: boolean): string {
  const flags = (trail.isStarted ? 1 : 0) + (trail.isShuttingDown ? 2 : 0);
  let key = String.fromCharCode(flags);
  for (let n = 0; n < trail.dag.size; n++) {
    const record = trail.record(n);
    key += String.fromCharCode(placeOf(record, isExact) + (trail.isReached(n) ? 1 << 10 : 0), talkOf(record, isExact));
  }
  return key;
}

function placeOf({ state, attempt, ending, abandoned, pauseOnFail }: StepRecord, isExact: boolean): number {
  return (
    (NUMBERS.get(state) as number) +
    (attempt << 4) +
    (ending === null ? 0 : 1 << 6) +
    (isExact ? (abandoned ?? 0) << 7 : 0) +
    (pauseOnFail ? 1 << 9 : 0)
  );
}

function talkOf({ cause, prompts, inputMessages, survivors }: StepRecord, isExact: boolean): number {
  const newest = prompts.at(-1);
  return (
    (!isExact || cause === null ? 7 : CAUSES.indexOf(cause)) +
    ((newest === undefined ? 7 : STATUSES.indexOf(newest.status)) << 3) +
    (Math.min(prompts.length, 3) << 6) +
    (Math.min(inputMessages.length, 3) << 8) +
    survivors.reduce((left, { attempt }) => left | (1 << (9 + attempt)), 0)
  );
}
