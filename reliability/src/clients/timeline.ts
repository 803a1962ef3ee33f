import type { StepRecord } from '@autotrail/layer1';

/** What has become of every step at every revision. Records are never changed, only replaced, so that keeping them is cheap. */
export class Timeline {
  readonly #revisions: number[][];
  readonly #records: StepRecord[][];

  /** @param beginning - what the steps are at revision 0 */
  constructor(beginning: readonly StepRecord[]) {
    this.#revisions = beginning.map(() => [0]);
    this.#records = beginning.map((record) => [record]);
  }

  /** Notes what a step has become at a revision. Revisions are noted in order. */
  note(revision: number, n: number, record: StepRecord): void {
    this.#revisions[n]?.push(revision);
    this.#records[n]?.push(record);
  }

  /** What a step was at a revision. */
  at(revision: number, n: number): StepRecord {
    return this.#records[n]?.[this.#indexAt(revision, n)] as StepRecord;
  }

  /** The first revision after this one at which one of the steps changed. */
  nextChange(revision: number, steps: readonly number[]): number {
    return Math.min(...steps.map((n) => this.#revisions[n]?.[this.#indexAt(revision, n) + 1] ?? Number.POSITIVE_INFINITY));
  }

  /** Where the newest entry of a step stands that is not newer than a revision. */
  #indexAt(revision: number, n: number): number {
    const revisions = this.#revisions[n] as number[];
    let low = 0;
    let high = revisions.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((revisions[middle] as number) <= revision) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
