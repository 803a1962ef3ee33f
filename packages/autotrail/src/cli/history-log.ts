import type { JournalRecord } from '@autotrail/layer1';
import { RecordFilter, type WantedRecords } from './record-filter.js';

/** Which records of a journal are wanted. */
export interface HistoryFilter extends WantedRecords {
  /** How many of the newest. @default all */
  readonly last?: number | undefined;
}

/** Takes in the records of a journal from the first on, and keeps those that are wanted. */
export class HistoryLog {
  readonly #filter: RecordFilter;
  readonly #last: number | undefined;
  #records: JournalRecord[] = [];

  constructor({ last, ...wanted }: HistoryFilter) {
    this.#filter = new RecordFilter(wanted);
    this.#last = last;
  }

  /** The records that are wanted, oldest first. */
  get records(): readonly JournalRecord[] {
    const last = this.#last ?? this.#records.length;
    return this.#records.slice(this.#records.length - Math.min(last, this.#records.length));
  }

  /** Whether no step of the trail is meant. */
  get isAboutNobody(): boolean {
    return this.#filter.isAboutNobody;
  }

  /** What a step is called. */
  nameOf(n: number): string {
    return this.#filter.nameOf(n);
  }

  /** Takes in the next record. */
  take(record: JournalRecord): void {
    if (!this.#filter.lets(record)) return;
    this.#records.push(record);
    const last = this.#last;
    // Now and then, so that each record is moved a constant number of times.
    if (last !== undefined && this.#records.length >= 2 * last + 100) this.#records = [...this.records];
  }
}
