import type { TrailEvent } from '../trail/events.js';
import type { StepChange } from '../trail/record.js';

/** One thing that happened to a trail, and what it changed. Plain JSON. */
export interface JournalRecord {
  /** The revision of the trail after it, counted from 1 without a gap. */
  readonly revision: number;
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
  readonly event: TrailEvent;
  readonly changes: readonly StepChange[];
}

/** Where a trail's memory is kept. There is one writer, and it waits for an append before it begins the next. */
export interface Journal {
  /** Appends records and makes them durable, all of them before it returns, or before its promise resolves. */
  append(records: readonly JournalRecord[]): void | Promise<void>;
  /** All records, from the first. */
  read(): AsyncIterable<JournalRecord>;
  /** Frees what it holds. Called once, after the last append. */
  close(): Promise<void>;
}

/** A journal that lives as long as its process: for tests, rehearsals, and trails nobody wants remembered. */
export class MemoryJournal implements Journal {
  readonly #records: JournalRecord[] = [];

  append(records: readonly JournalRecord[]): void {
    for (const record of records) this.#records.push(record);
  }

  async *read(): AsyncGenerator<JournalRecord, void, void> {
    yield* this.#records;
  }

  async close(): Promise<void> {}
}
