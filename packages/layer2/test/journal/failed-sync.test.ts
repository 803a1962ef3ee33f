import { describe, expect, it } from 'vitest';
import { FileJournal } from '../../src/index.js';
import { journalRecords } from '../support/journal-records.js';
import { MemoryDisk } from '../support/memory-disk.js';

const FILE = '/run/journal';

describe('what a failed sync may not have brought to the disk', () => {
  it('is cut off, so that the next owner does not build on it', async () => {
    const disk = new MemoryDisk();
    const [first, second] = [journalRecords(1), journalRecords(2).slice(1)];
    const journal = await FileJournal.open({ disk, file: FILE, epoch: 1 });
    await journal.append(first);
    const { length } = disk.bytesOf(FILE);
    disk.fail('sync', 'before');
    await expect(journal.append(second)).rejects.toMatchObject({ code: 'AUTOTRAIL_JOURNAL_LOST' });
    expect(disk.bytesOf(FILE)).toHaveLength(length);
  });

  it('is left alone by an owner that is none any more', async () => {
    const disk = new MemoryDisk();
    const isOwner = async (): Promise<boolean> => !disk.calls.slice(asked).includes('append');
    let asked = Number.POSITIVE_INFINITY;
    const journal = await FileJournal.open({ disk, file: FILE, epoch: 1, isOwner });
    await journal.append(journalRecords(1));
    asked = disk.calls.length;
    disk.fail('sync', 'before');
    await expect(journal.append(journalRecords(2).slice(1))).rejects.toMatchObject({ code: 'AUTOTRAIL_JOURNAL_LOST' });
    expect(disk.calls).not.toContain('truncate');
  });
});
