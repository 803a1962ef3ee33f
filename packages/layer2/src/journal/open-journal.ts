import { dirname } from 'node:path';
import type { JournalRecord } from '@autotrail/layer1';
import type { Disk, DiskFile } from '../disk/disk.js';
import { layer2Error } from '../errors.js';
import { JournalIndex } from './journal-index.js';
import { JOURNAL_START, type JournalPosition } from './journal-position.js';
import { type JournalEnd, readJournal } from './read-journal.js';

/** Which journal is opened, and for whom. */
export interface FileJournalOptions {
  readonly disk: Disk;
  /** The journal's file. Its folder must be there; the file is made if it is not. */
  readonly file: string;
  /** The number of this owner, from 1: the generation of its lock. Where the journal has it or a higher one, the next is used. */
  readonly epoch: number;
  /**
   * Whether the trail still belongs to this owner: asked before each write, after each sync, and before anything is cut.
   *
   * @default it does
   */
  readonly isOwner?: () => Promise<boolean>;
  /** Is given every record that is there, in order. What it throws, opening throws. */
  readonly onRecord?: (record: JournalRecord) => void;
}

/** A journal that is ready for its next record. */
export interface OpenedJournal {
  readonly disk: DiskFile;
  readonly end: JournalPosition;
  readonly index: JournalIndex;
}

/** Opens a journal, or makes it, reads it, and cuts a last line whose end is not there. */
export async function openJournal(options: FileJournalOptions): Promise<OpenedJournal> {
  const { disk: system, file } = options;
  const disk = (await system.open(file)) ?? (await system.create(file));
  try {
    const index = new JournalIndex();
    const { position, incomplete } = await restore(disk, index, options);
    if (incomplete > 0) await cut(disk, position, options);
    // Even if nothing was cut: whoever wrote what was read, or made the file, may have died before this.
    await disk.sync();
    await system.syncFolder(dirname(file));
    return { disk, end: position, index };
  } catch (error) {
    await disk.close();
    throw error;
  }
}

async function restore(disk: DiskFile, index: JournalIndex, { file, onRecord }: FileJournalOptions): Promise<JournalEnd> {
  const batches = readJournal({ disk, file, from: JOURNAL_START });
  for (;;) {
    const { done, value } = await batches.next();
    if (done) return value;
    index.add(value.start);
    if (onRecord !== undefined) for (const record of value.records) onRecord(record);
  }
}

async function cut(disk: DiskFile, { offset, revision }: JournalPosition, { file, isOwner }: FileJournalOptions): Promise<void> {
  if ((await isOwner?.()) === false) {
    throw layer2Error('AUTOTRAIL_JOURNAL_LOST', { file, revision, reason: 'the trail has another owner' });
  }
  await disk.truncate(offset);
}
