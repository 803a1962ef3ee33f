import { STEP_STATES, type StepRecord, StepState, type Trail } from '@autotrail/layer1';
import type { Memory } from './image.js';
import { LIMITED } from './slots.js';

/** What counts as a difference between two states of a trail. */
export interface Detail {
  /** Whether what nothing follows from, causes and attempts given up, does. */
  readonly isExact: boolean;
  /** Whether causes do that decide what becomes of a step when others run again. */
  readonly hasReruns: boolean;
  /** Whether the order does in which steps wait for slots. */
  readonly hasLimits: boolean;
}

const NUMBERS = new Map<StepState, number>(STEP_STATES.map((state, number) => [state, number]));
const CAUSES = [
  'operator',
  'condition',
  'failure',
  'shutdown',
  'previous attempt ending',
  'server lost',
  'timeout',
  'timer',
  'slot',
  'unreachable',
];
const STATUSES = ['open', 'answered', 'timed out', 'ended', 'withdrawn'];
const TIMEOUTS = ['fail', 'default', 'skip'];
/** States in which it matters later who or what has put a step there. */
const DECIDED: readonly StepState[] = [
  StepState.Succeeded,
  StepState.Failed,
  StepState.Skipped,
  StepState.Blocked,
  StepState.ToSkip,
  StepState.Interrupted,
];

/**
 * What tells two states of a trail apart: all of it but times and the texts of values. Prompts count by number and by the newest, which
 * is all there is of them where at most one is asked.
 */
export function keyOf(trail: Trail, memory: Memory, detail: Detail): string {
  let key = String.fromCharCode(
    (trail.isStarted ? 1 : 0) + (trail.isShuttingDown ? 2 : 0) + (detail.hasLimits ? limitsOf(memory) : 0),
  );
  const { size } = trail.dag;
  for (let n = 0; n < size; n++) {
    const record = trail.record(n);
    const place = placeOf(record, detail) + (trail.isReached(n) ? 1 << 10 : 0);
    const causeAndPlace = causeOf(record, detail) + (detail.hasLimits ? rankOf(n, trail, memory) << 4 : 0);
    key += String.fromCharCode(place, talkOf(record), causeAndPlace);
  }
  return key;
}

function placeOf({ state, attempt, ending, abandoned, pauseOnFail, until, tries }: StepRecord, { isExact }: Detail): number {
  return (
    (NUMBERS.get(state) as number) +
    (attempt << 4) +
    (ending === null ? 0 : 1 << 6) +
    (isExact ? (abandoned ?? 0) << 7 : 0) +
    (pauseOnFail ? 1 << 9 : 0) +
    (until === null ? 0 : 1 << 11) +
    (tries << 12)
  );
}

function causeOf({ cause, state }: StepRecord, { isExact, hasReruns }: Detail): number {
  return cause !== null && (isExact || (hasReruns && DECIDED.includes(state))) ? CAUSES.indexOf(cause) : 15;
}

function talkOf({ prompts, inputMessages, survivors }: StepRecord): number {
  const newest = prompts.at(-1);
  const asked =
    newest === undefined
      ? 63
      : STATUSES.indexOf(newest.status) +
        (TIMEOUTS.indexOf(newest.onTimeout ?? 'fail') << 3) +
        ((newest.reminders ?? 0) > 0 ? 1 << 5 : 0);
  return (
    asked +
    (Math.min(prompts.length, 3) << 6) +
    (Math.min(inputMessages.length, 3) << 8) +
    survivors.reduce((left, { attempt }) => left | (1 << (9 + attempt)), 0)
  );
}

/** How many steps have waited longer, of those that wait for a slot. */
function rankOf(n: number, trail: Trail, { inLineSince }: Memory): number {
  const own = inLineSince[n] ?? 0;
  const isInLine = (place: number): boolean => trail.record(place).cause === 'slot';
  return isInLine(n) ? inLineSince.filter((since, place) => isInLine(place) && since < own).length : 0;
}

function limitsOf({ limits }: Memory): number {
  return LIMITED.reduce((sum, tags, place) => {
    const most = limits.find((limit) => limit.tags.lane === tags.lane)?.most ?? 3;
    return sum + (most << (2 + 2 * place));
  }, 0);
}
