import { StepState } from '@autotrail/layer1';
import { promise } from './breach.js';
import type { ModelStep } from './model-step.js';
import type { Change } from './prompts.js';

/** Attempts that are remembered of each step. */
const MOST_ATTEMPTS = 100;

/** Checks all that is noted of a step, but for its state. @throws Breach */
export function checkRecord(change: Change, must: ModelStep): void {
  const { n, was, is } = change;
  if (is !== was || !isAlike(change, must)) checkFields(change, must);
  if (is.by !== must.by) {
    const [by, mustBy] = [is.by, must.by].map((one) => JSON.stringify(one, ['actor', 'reason']));
    promise(3, by === mustBy, () => `step ${n} is ${is.state} by ${by}, must be by ${mustBy}`);
  }
  if (must.returnValue === undefined || must.returnValue === is.returnValue) return;
  const [value, mustValue] = [is.returnValue, must.returnValue].map((one) => JSON.stringify(one));
  promise(3, value === mustValue, () => `step ${n} has returned ${value}, must be ${mustValue}`);
}

/** Most often nothing has happened to a step, and nothing had to. */
function isAlike({ is }: Change, must: ModelStep): boolean {
  return (
    isSameCause(is, must) &&
    is.attempt === must.attempt &&
    is.ending === must.ending &&
    is.abandoned === must.abandoned &&
    is.pauseOnFail === must.pauseOnFail &&
    is.tries === must.tries &&
    is.until === (must.until?.[0] ?? null)
  );
}

function checkFields({ n, is }: Change, must: ModelStep): void {
  const { attempt, ending, abandoned, pauseOnFail, tries } = is;
  promise(2, attempt === must.attempt, () => `attempt ${attempt} of step ${n}, must be ${must.attempt}`);
  promise(3, ending === must.ending, () => `step ${n} waits for the end of ${ending}, must be ${must.ending}`);
  promise(3, abandoned === must.abandoned, () => `step ${n} gave up ${abandoned}, must be ${must.abandoned}`);
  promise(16, pauseOnFail === must.pauseOnFail, () => `the flag pauseOnFail of step ${n} is ${pauseOnFail}`);
  promise(0, tries === must.tries, () => `step ${n} was tried ${tries} times, must be ${must.tries}`);
  promise(3, isSameCause(is, must), () => `step ${n} is ${is.state} with cause ${is.cause}, must be ${must.cause}`);
  checkUntil(n, is.until, must);
}

/** A handler that is left out again by the same event may say why it was left out before. */
function isSameCause({ cause, state }: Change['is'], must: ModelStep): boolean {
  return cause === must.cause || (state === StepState.Skipped && cause === 'condition' && must.cause === 'unreachable');
}

function checkUntil(n: number, until: number | null, must: ModelStep): void {
  const isMeant = must.until === null ? until === null : until !== null && must.until[0] <= until && until <= must.until[1];
  promise(24, isMeant, () => `step ${n} waits until ${until}, must be ${must.until}`);
}

/** An attempt that is over is remembered, with what its end has led to. */
export function checkAttempts({ n, was, is }: Change, { left }: ModelStep, at: number): void {
  const isOver = was.state === StepState.Running && (is.state !== StepState.Running || is.attempt > was.attempt);
  if (is.attempts === was.attempts && !isOver) return;
  const over = { attempt: was.attempt, startedAt: was.since, endedAt: at, state: left?.state, cause: left?.cause };
  const must = isOver ? [...was.attempts.slice(-1), over] : was.attempts.slice(-2);
  const count = Math.min(was.attempts.length + (isOver ? 1 : 0), MOST_ATTEMPTS);
  const [mustBe, are] = [must, is.attempts.slice(-must.length)].map((list) => JSON.stringify(list, FIELDS));
  const isRight = is.attempts.length === count && (count === 0 || are === mustBe);
  promise(3, isRight, () => `the newest of ${count} attempts of step ${n} must be ${mustBe}, and are ${are}`);
}

const FIELDS = ['attempt', 'startedAt', 'endedAt', 'state', 'cause'];
