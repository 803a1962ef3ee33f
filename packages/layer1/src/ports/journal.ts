import type { JsonValue } from '@autotrail/core';
import type { AnswerError } from '@autotrail/core/socket';
import type { CreatedEvent, TrailEvent } from '../trail/events.js';
import type { StepChange } from '../trail/record.js';

/** The version of the format of what is journalled: a journal of another one is not read. */
export const JOURNAL_FORMAT = 1;

/** One thing that happened to a trail, and what it changed. Plain JSON. */
export interface JournalRecord {
  /** The revision of the trail after it, counted from 1 without a gap. The first record, which says what the trail is, has 0. */
  readonly revision: number;
  /** Which owner of the trail noted it: they are counted from 1, and one that restores the trail is another. */
  readonly epoch: number;
  /** When it happened, in milliseconds since the epoch of the clock. */
  readonly at: number;
  /** What happened. */
  readonly event: CreatedEvent | TrailEvent;
  /** What it changed: the new values, by the numbers of the steps. */
  readonly changes: readonly StepChange[];
  /** What the command was answered, if it came with a request id: asked again, it is answered the same. */
  readonly answered?: AnsweredRequest;
}

/** A request that was answered, to be known again. */
export interface AnsweredRequest {
  readonly requestId: string;
  /** What tells the call from another one under the same id. */
  readonly digest: string;
  readonly result: JsonValue;
  /** Why there is no result, where making it failed after the command had taken effect. */
  readonly error?: AnswerError;
}

/** Where a trail's memory is kept. There is one writer, and it waits for an append before it begins the next. */
export interface Journal {
  /** The number of this owner of the trail, from 1: higher than that of every owner before. */
  readonly epoch: number;
  /**
   * Appends records and makes them durable, all of them before it returns, or before its promise resolves.
   *
   * @throws AutoTrailError `AUTOTRAIL_JOURNAL_REFUSED` if nothing was kept and the journal is as it was before: it may be tried again.
   * After any other error nobody can say what was kept, and the owner must end.
   */
  append(records: readonly JournalRecord[]): void | Promise<void>;
  /** The durable records, from a revision on. @param from - the first revision wanted @default 0 */
  read(from?: number): AsyncIterable<JournalRecord>;
  /** Frees what it holds. Called once, after the last append. */
  close(): Promise<void>;
}

/** A journal that lives as long as its process: for tests, rehearsals, and trails nobody wants remembered. */
export class MemoryJournal implements Journal {
  readonly epoch: number;
  readonly #records: JournalRecord[];

  /** @param before - the records of the owner before, whom this one follows */
  constructor(before: readonly JournalRecord[] = []) {
    this.#records = [...before];
    this.epoch = (before.at(-1)?.epoch ?? 0) + 1;
  }

  append(records: readonly JournalRecord[]): void {
    for (const record of records) this.#records.push(record);
  }

  async *read(from = 0): AsyncGenerator<JournalRecord, void, void> {
    // A copy: what is appended meanwhile is not read.
    for (const record of this.#records.slice()) if (record.revision >= from) yield record;
  }

  async close(): Promise<void> {}
}
