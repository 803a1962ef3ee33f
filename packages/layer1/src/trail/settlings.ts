import type { EdgeChanges, FailurePair } from './edges.js';

/**
 * Which steps that others are there for the failure of are settled otherwise than before an event: what they were in between, while it
 * is worked in, does not count.
 */
export class Settlings {
  /** Whether the first step of a pair was settled before the event, where that has changed. */
  readonly #before = new Map<string, boolean>();
  /** The pairs whose first step was unsettled, if only for a while, in order of happening. */
  readonly unsettled: FailurePair[] = [];

  /** Takes in what has changed. */
  note({ settled, unsettled }: Pick<EdgeChanges, 'settled' | 'unsettled'>): void {
    for (const pair of settled) this.#noteBefore(pair, false);
    for (const pair of unsettled) this.#noteBefore(pair, true);
    this.unsettled.push(...unsettled);
  }

  /** Whether the first step of a pair in {@link unsettled} was settled before the event. */
  wasSettled(pair: FailurePair): boolean {
    return this.#before.get(keyOf(pair)) === true;
  }

  #noteBefore(pair: FailurePair, wasSettled: boolean): void {
    const key = keyOf(pair);
    if (!this.#before.has(key)) this.#before.set(key, wasSettled);
  }
}

function keyOf({ failing, handler }: FailurePair): string {
  return `${failing} ${handler}`;
}
