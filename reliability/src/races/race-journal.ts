import { AutoTrailError } from '@autotrail/core';
import type { Journal, JournalRecord } from '@autotrail/layer1';
import type { Scheduler } from './scheduler.js';

/** A journal that takes its time, and now and then refuses. */
export class RaceJournal implements Journal {
  readonly epoch = 1;
  readonly records: JournalRecord[] = [];
  /** Until then it is at once. */
  isRacing = false;
  readonly #scheduler: Scheduler;
  readonly #refuses: () => boolean;

  /** @param refuses - whether it refuses the next append */
  constructor(scheduler: Scheduler, refuses: () => boolean) {
    this.#scheduler = scheduler;
    this.#refuses = refuses;
  }

  /** The revision up to which all is durable. */
  get revision(): number {
    return this.records.at(-1)?.revision ?? 0;
  }

  append(records: readonly JournalRecord[]): void | Promise<void> {
    if (this.isRacing) return this.#appendLater(records);
    this.records.push(...records);
  }

  async *read(from = 0): AsyncGenerator<JournalRecord, void, void> {
    for (const record of this.records.slice()) {
      if (record.revision < from) continue;
      if (this.isRacing) await this.#scheduler.schedule(Promise.resolve(), 'read');
      yield record;
    }
  }

  async close(): Promise<void> {}

  async #appendLater(records: readonly JournalRecord[]): Promise<void> {
    await this.#scheduler.schedule(Promise.resolve(), 'append');
    if (this.#refuses()) throw new AutoTrailError('AUTOTRAIL_JOURNAL_REFUSED', 'The disk is full.');
    this.records.push(...records);
  }
}
