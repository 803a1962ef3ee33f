import type { JournalRecord } from '@autotrail/layer1';
import type { DiskFile } from '../disk/disk.js';
import type { JournalPosition } from './journal-position.js';
import { recordsIn } from './records-in.js';

/** Bytes that are read at a time; a line may be longer. */
const CHUNK = 262_144;

/** What is to be read. */
export interface JournalPart {
  readonly disk: DiskFile;
  /** The journal's name, for errors. */
  readonly file: string;
  readonly from: JournalPosition;
  /** The offset to end at. @default the end of the file */
  readonly until?: number;
}

/** Some records of a journal in a row. */
export interface JournalBatch {
  readonly records: readonly JournalRecord[];
  /** Where they begin. */
  readonly start: JournalPosition;
}

/** How a journal ended. */
export interface JournalEnd {
  /** Where the whole records end. */
  readonly position: JournalPosition;
  /** Bytes after that: the beginning of a line whose rest is not there. */
  readonly incomplete: number;
}

/**
 * Reads a journal, a chunk at a time, and checks all that can be checked: the bytes of each line, that the revisions have no gap,
 * that the first record is `created` in a format that is known, that epochs never fall. The one thing it lets pass is a last line
 * whose end is not there.
 *
 * @returns how the journal ended, after the last batch. One whose position has revision 0 was never begun.
 * @throws AutoTrailError `AUTOTRAIL_JOURNAL_DAMAGED`, with the offset of the line that is wrong
 */
export async function* readJournal(part: JournalPart): AsyncGenerator<JournalBatch, JournalEnd, void> {
  const { disk, file, from, until = Number.POSITIVE_INFINITY } = part;
  let buffer: Buffer = Buffer.allocUnsafe(CHUNK);
  let position = from;
  for (let held = 0; ; ) {
    const at = position.offset + held;
    const came = await disk.read(buffer.subarray(held, held + Math.min(buffer.length - held, until - at)), at);
    held += came;
    const { records, end, needs } = recordsIn(buffer.subarray(0, held), position, file);
    if (records.length > 0) yield { records, start: position };
    const taken = end.offset - position.offset;
    position = end;
    if (came === 0) return { position, incomplete: held - taken };
    buffer = keepRest(buffer, buffer.subarray(taken, held), needs);
    held -= taken;
  }
}

/** A buffer that begins with the rest and has room for what it is the beginning of. */
function keepRest(buffer: Buffer, rest: Buffer, needs: number): Buffer {
  const kept = needs > buffer.length ? Buffer.allocUnsafe(needs) : buffer;
  rest.copy(kept);
  return kept;
}
