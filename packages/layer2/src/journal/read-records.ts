import type { JournalRecord } from '@autotrail/layer1';
import type { Disk } from '../disk/disk.js';
import type { JournalPosition } from './journal-position.js';
import { readJournal } from './read-journal.js';
import { damaged } from './records-in.js';

/** What is read of which journal. */
export interface RecordRange {
  readonly disk: Disk;
  readonly file: string;
  /** Where reading begins, at `from` or before. */
  readonly start: JournalPosition;
  readonly end: JournalPosition;
  /** The first revision wanted. */
  readonly from: number;
}

/** The records between two positions of a journal that others may be appending to, read through a handle of its own. */
export async function* readRecords(range: RecordRange): AsyncGenerator<JournalRecord, void, void> {
  if (range.from >= range.end.revision) return;
  const { file } = range;
  const disk = await range.disk.open(file, 'read');
  if (disk === null) throw damaged(file, range.start, { expected: 'the journal', found: 'no file' });
  try {
    const batches = readJournal({ disk, file, from: range.start, until: range.end.offset });
    for (let batch = await batches.next(); ; batch = await batches.next()) {
      if (batch.done) return assertReached(range, batch.value.position);
      yield* batch.value.records.filter(({ revision }) => revision >= range.from);
    }
  } finally {
    await disk.close();
  }
}

function assertReached({ file, end }: RecordRange, reached: JournalPosition): void {
  if (reached.check === end.check && reached.offset === end.offset) return;
  throw damaged(file, reached, { expected: `records up to byte ${end.offset}`, found: 'their end' });
}
