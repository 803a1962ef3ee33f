/** A place between two lines of a journal, with all it takes to read on from there. */
export interface JournalPosition {
  /** Bytes before it. */
  readonly offset: number;
  /** The revision of the record after it: as many records are before it. */
  readonly revision: number;
  /** The epoch of the record before it, or 1. */
  readonly epoch: number;
  /** The check of the line before it, or 0. */
  readonly check: number;
}

/** Where a journal begins. */
export const JOURNAL_START: JournalPosition = { offset: 0, revision: 0, epoch: 1, check: 0 };
