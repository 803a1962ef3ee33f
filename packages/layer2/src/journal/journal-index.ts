import { JOURNAL_START, type JournalPosition } from './journal-position.js';

/** Bytes between two positions that are remembered, at least. */
const STRIDE = 262_144;

/** Some positions of a journal, so that its later part can be read without the earlier one. */
export class JournalIndex {
  readonly #marks: JournalPosition[] = [JOURNAL_START];

  /** Takes note of a position after all those before, unless one near to it is known. */
  add(position: JournalPosition): void {
    if (position.offset - this.#last.offset >= STRIDE) this.#marks.push(position);
  }

  /** A position from which a record can be reached, the nearest that is known. */
  before(revision: number): JournalPosition {
    return this.#marks.findLast((mark) => mark.revision <= revision) ?? JOURNAL_START;
  }

  get #last(): JournalPosition {
    return this.#marks.at(-1) ?? JOURNAL_START;
  }
}
