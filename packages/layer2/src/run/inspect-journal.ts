import { type JournalRecord, Restoration, type Restored, type Trail, trailOfImage } from '@autotrail/layer1';
import type { Disk } from '../disk/disk.js';
import { tellingErrors } from '../disk/told-error.js';
import { JOURNAL_START } from '../journal/journal-position.js';
import { readJournal } from '../journal/read-journal.js';

/** What a journal tells of its run. */
export interface InspectedJournal extends Restored {
  /** The trail as it is remembered. It stands for the author's: its actions do nothing. */
  readonly trail: Trail;
}

/**
 * Reads the journal of a run, without its author's code and without a lock: a server may go on with it meanwhile. Answers `null` if
 * there is none, or nothing is in it.
 *
 * @param onRecord - is given every record, in order
 * @throws AutoTrailError `AUTOTRAIL_JOURNAL_DAMAGED`, `AUTOTRAIL_UNSAFE_FILE`, `AUTOTRAIL_DISK_FAILED`
 */
export async function inspectJournal(
  disk: Disk,
  file: string,
  onRecord: (record: JournalRecord) => void = () => {},
): Promise<InspectedJournal | null> {
  return tellingErrors(file, () => inspect(disk, file, onRecord));
}

async function inspect(disk: Disk, file: string, onRecord: (record: JournalRecord) => void): Promise<InspectedJournal | null> {
  const opened = await disk.open(file, 'read');
  if (opened === null) return null;
  try {
    let folding: { readonly trail: Trail; readonly restoration: Restoration } | undefined;
    for await (const { records } of readJournal({ disk: opened, file, from: JOURNAL_START })) {
      for (const record of records) {
        folding ??= begin(record);
        folding.restoration.fold(record);
        onRecord(record);
      }
    }
    const restored = folding?.restoration.restored ?? null;
    return folding === undefined || restored === null ? null : { trail: folding.trail, ...restored };
  } finally {
    await opened.close();
  }
}

function begin({ event }: JournalRecord): { readonly trail: Trail; readonly restoration: Restoration } {
  if (event.type !== 'created') throw new Error(`Internal error: a journal that begins with ${event.type}`);
  const trail = trailOfImage(event.definition);
  return { trail, restoration: new Restoration(trail) };
}
