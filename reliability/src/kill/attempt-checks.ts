import { type JournalRecord, StepState, type Trail } from '@autotrail/layer1';
import { isRepeatable } from './kill-trail.js';
import type { Tally } from './tally.js';

/** Rows by which operators want steps to run. */
const WISHES: ReadonlySet<string> = new Set(['start', 'resume', 'next_steps', 'unskip', 'unblock', 'rerun', 'rerun_below']);

/** Checks that attempts begin because somebody wanted it, or because their step may be made twice, and never otherwise. */
export class AttemptChecks {
  /** Those that the journal knows, as `<n>.<attempt>`. */
  readonly noted = new Set<string>();
  /** The steps that may begin one more attempt. */
  readonly #wanted = new Set<number>();
  readonly #trail: Trail;
  readonly #tally: Tally;

  /** @param trail - folded by somebody else, each record after it was taken here */
  constructor(trail: Trail, tally: Tally) {
    this.#trail = trail;
    this.#tally = tally;
  }

  /** Takes the next record, before it is folded. Answers what is to be checked after that. */
  take(record: JournalRecord): () => void {
    const { event } = record;
    if (event.type === 'command') {
      // Who holds a step until a time wants it to run then.
      const isWish = (row: string): boolean => WISHES.has(row) || event.until !== undefined;
      for (const { row, steps } of event.moves) if (isWish(row)) for (const n of steps) this.#wanted.add(n);
    }
    const checkLoss = event.type === 'resumed' ? this.#takeLoss(event.attempts) : () => {};
    this.#takeRises(record);
    return checkLoss;
  }

  #takeRises({ revision, changes }: JournalRecord): void {
    const attempts = new Map<number, number>();
    for (const { n, attempt } of changes) {
      if (attempt === undefined) continue;
      const before = attempts.get(n) ?? this.#trail.record(n).attempt;
      if (attempt !== before + 1) this.#tally.breach('order', `attempt ${attempt} of step ${n} after ${before}, at ${revision}`);
      if (!this.#wanted.delete(n))
        this.#tally.breach('twice', `step ${n} ran again by itself, attempt ${attempt}, at ${revision}`);
      attempts.set(n, attempt);
      this.noted.add(`${n}.${attempt}`);
      this.#tally.attempts += 1;
    }
  }

  /** What ran when the server was lost is Interrupted, unless it may be made twice: then it runs again, once, or waits for a slot. */
  #takeLoss(attempts: readonly { readonly n: number; readonly attempt: number }[]): () => void {
    const ran = this.#trail.steps.filter(({ n }) => this.#trail.record(n).state === StepState.Running);
    const before = new Map(ran.map(({ n }) => [n, this.#trail.record(n).attempt]));
    this.#tally.lostAttempts += ran.length;
    for (const { n, name } of ran) {
      if (!attempts.some((lost) => lost.n === n && lost.attempt === before.get(n)))
        this.#tally.breach('untrue', `step ${n} ran when the server was lost, and the resumed run says nothing of it`);
      if (!isRepeatable(name)) continue;
      this.#wanted.add(n);
      this.#tally.reruns += 1;
    }
    return () => {
      for (const { n, name } of ran) this.#checkLost(n, isRepeatable(name) ? (before.get(n) ?? 0) + 1 : null);
    };
  }

  #checkLost(n: number, again: number | null): void {
    const { state, cause, attempt } = this.#trail.record(n);
    const isWaiting = state === StepState.Waiting && cause === 'slot' && this.#trail.limits.length > 0;
    const isRight =
      again === null
        ? state === StepState.Interrupted && cause === 'server lost'
        : isWaiting || (state === StepState.Running && attempt === again);
    if (!isRight) this.#tally.breach('untrue', `step ${n} ran when the server was lost, and is ${state} (${cause}) after that`);
  }
}
