import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalRecord } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemDisk } from '../../src/disk/system-disk.js';
import { FileJournal } from '../../src/journal/file-journal.js';
import type { FileJournalOptions } from '../../src/journal/open-journal.js';
import { temporaryFolder } from '../support/folders.js';
import { journalRecords } from '../support/journal-records.js';
import { MemoryDisk } from '../support/memory-disk.js';

type Wanted = Partial<FileJournalOptions>;

async function open(wanted: Wanted = {}): Promise<FileJournal> {
  const file = wanted.file ?? join(temporaryFolder(), 'journal');
  const journal = await FileJournal.open({ disk: systemDisk, epoch: 1, ...wanted, file });
  onTestFinished(() => journal.close());
  return journal;
}

async function all(records: AsyncIterable<JournalRecord>): Promise<readonly JournalRecord[]> {
  const found: JournalRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
}

describe('a journal in a file', () => {
  it('gives its records back, while it is open and when it is opened again', async () => {
    const file = join(temporaryFolder(), 'journal');
    const records = journalRecords(12);
    const journal = await open({ file });
    await journal.append(records.slice(0, 1));
    await journal.append(records.slice(1, 9));
    await journal.append(records.slice(9));
    expect(await all(journal.read())).toEqual(records);
    await journal.close();

    const restored: JournalRecord[] = [];
    const next = await open({ file, epoch: 2, onRecord: (record) => restored.push(record) });
    expect(restored).toEqual(records);
    const [more] = journalRecords(13, () => 2).slice(12) as [JournalRecord];
    await next.append([more]);
    expect(await all(next.read(11))).toEqual([...records.slice(11), more]);
  });

  it('is a file of one line a record, which may be searched for words', async () => {
    const file = join(temporaryFolder(), 'journal');
    const journal = await open({ file });
    await journal.append(journalRecords(30));
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines).toHaveLength(31);
    expect(lines.filter((line) => line.includes('"type":"shutdown"'))).toHaveLength(3);
    expect(lines.slice(0, -1).map((line) => JSON.parse(line)[1])).toEqual(journalRecords(30));
  });

  it.each([0o000, 0o022])('is made for its owner alone under umask %o', async (umask) => {
    const before = process.umask(umask);
    onTestFinished(() => void process.umask(before));
    const file = join(temporaryFolder(), 'journal');
    await open({ file });
    expect(lstatSync(file).mode & 0o777).toBe(0o600);
  });

  it('is not opened through a symbolic link, whose target is left alone', async () => {
    const folder = temporaryFolder();
    const target = join(folder, 'target');
    writeFileSync(target, 'precious', { mode: 0o600 });
    symlinkSync(target, join(folder, 'journal'));
    await expect(open({ file: join(folder, 'journal') })).rejects.toMatchObject({ code: 'AUTOTRAIL_UNSAFE_FILE' });
    expect(readFileSync(target, 'utf8')).toBe('precious');
  });

  it('is not made in a folder that is not there, nor where a folder is', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'journal'));
    const refusal = (code: string) => ({ code: 'AUTOTRAIL_DISK_FAILED', cause: { code } });
    await expect(open({ file: join(folder, 'none', 'journal') })).rejects.toMatchObject(refusal('ENOENT'));
    await expect(open({ file: join(folder, 'journal') })).rejects.toMatchObject(refusal('EISDIR'));
  });

  it('belongs to an owner with a higher number than all before, be it that the numbers of locks began anew', async () => {
    const file = join(temporaryFolder(), 'journal');
    const first = await open({ file, epoch: 7 });
    expect(first.epoch).toBe(7);
    await first.append(journalRecords(1, () => 7));
    await first.close();
    expect((await open({ file, epoch: 9 })).epoch).toBe(9);
    expect((await open({ file, epoch: 7 })).epoch).toBe(8);
    expect((await open({ file, epoch: 1 })).epoch).toBe(8);
  });

  it('opens with what a listener throws, and holds nothing then', async () => {
    const disk = new MemoryDisk();
    const journal = await open({ disk, file: '/journal' });
    await journal.append(journalRecords(2));
    await journal.close();
    const onRecord = (): void => {
      throw new Error('no such trail');
    };
    await expect(open({ disk, file: '/journal', onRecord })).rejects.toThrow('no such trail');
    expect(disk.handles).toBe(0);
  });
});

describe('appending', () => {
  it('is one write and one sync, however many records there are', async () => {
    const disk = new MemoryDisk();
    const journal = await open({ disk, file: '/journal' });
    expect(disk.calls.splice(0)).toEqual(['open', 'create', 'read', 'sync', 'syncFolder']);
    await journal.append(journalRecords(50));
    await journal.append([]);
    expect(disk.calls).toEqual(['append', 'sync']);
  });

  it('is over when the records are durable, the name of the file too', async () => {
    const disk = new MemoryDisk();
    const records = journalRecords(9);
    const journal = await open({ disk, file: '/trail/journal' });
    for (let count = 0; count < records.length; count++) {
      await journal.append(records.slice(count, count + 1));
      disk.cutPower();
      expect(await all(journal.read())).toEqual(records.slice(0, count + 1));
    }
  });

  it('makes durable what the owner before left, before it is believed', async () => {
    const disk = new MemoryDisk();
    const before = await open({ disk, file: '/journal' });
    await before.append(journalRecords(3));
    disk.put('/journal', disk.bytesOf('/journal').subarray(0, -1));
    disk.calls.splice(0);
    await open({ disk, file: '/journal' });
    expect(disk.calls).toEqual(['open', 'read', 'read', 'truncate', 'sync', 'syncFolder']);
  });

  it('takes records one call at a time', async () => {
    const journal = await open();
    const [created, ...rest] = journalRecords(3) as readonly [JournalRecord, ...JournalRecord[]];
    const first = journal.append([created]);
    await expect(journal.append(rest)).rejects.toMatchObject({ code: 'AUTOTRAIL_JOURNAL_MISUSED' });
    await expect(journal.close()).rejects.toMatchObject({ code: 'AUTOTRAIL_JOURNAL_MISUSED' });
    await first;
    await journal.append(rest);
    expect(await all(journal.read())).toEqual([created, ...rest]);
  });

  it('takes none after the journal was closed, which may be done twice', async () => {
    const journal = await open();
    await journal.close();
    await journal.close();
    await expect(journal.append(journalRecords(1))).rejects.toMatchObject({ code: 'AUTOTRAIL_JOURNAL_MISUSED' });
  });

  it.each([
    ['a revision left out', [{ revision: 4 }]],
    ['a revision again', [{ revision: 2 }]],
    ['the epoch of another owner', [{ epoch: 2 }]],
    ['a time that is none', [{ at: Number.NaN }]],
    ['an event of no type that is known', [{ event: { type: 'other' } }]],
    ['something that JSON has no word for', [{ extra: 1n }]],
    ['a good one before a bad one', [{}, { revision: 3 }]],
  ])('writes nothing of records with %s', async (_what, odd) => {
    const disk = new MemoryDisk();
    const journal = await open({ disk, file: '/journal' });
    await journal.append(journalRecords(3));
    disk.calls.splice(0);
    const [, , , record] = journalRecords(4);
    const records = odd.map((fields) => ({ ...record, ...fields })) as readonly JournalRecord[];
    await expect(journal.append(records)).rejects.toMatchObject({ code: 'AUTOTRAIL_JOURNAL_MISUSED' });
    expect(disk.calls).toEqual([]);
    await journal.append(journalRecords(4).slice(3));
    expect(await all(journal.read())).toEqual(journalRecords(4));
  });
});

describe('reading while records are appended', () => {
  it('ends with what was durable when it began', async () => {
    const records = journalRecords(3000);
    const journal = await open();
    await journal.append(records.slice(0, 2000));
    const reading = journal.read();
    const found = [(await reading.next()).value];
    await journal.append(records.slice(2000, 2500));
    for await (const record of reading) {
      found.push(record);
      if (record.revision === 1000) await journal.append(records.slice(2500));
    }
    expect(found).toEqual(records.slice(0, 2000));
    expect(await all(journal.read())).toEqual(records);
  });

  it('gives nothing of an append that is under way', async () => {
    const disk = new MemoryDisk();
    const journal = await open({ disk, file: '/journal' });
    await journal.append(journalRecords(2));
    const appending = journal.append(journalRecords(5).slice(2));
    const reading = journal.read();
    await appending;
    expect(await all(reading)).toEqual(journalRecords(2));
  });

  it('begins near the revision that is asked for', async () => {
    const disk = new MemoryDisk();
    const records = journalRecords(9000);
    const journal = await open({ disk, file: '/journal' });
    for (let count = 0; count < records.length; count += 100) await journal.append(records.slice(count, count + 100));
    const restored = await open({ disk, file: '/journal' });
    for (const [reader, from] of [
      [journal, 8500],
      [restored, 8500],
      [restored, 4000],
    ] as const) {
      disk.calls.splice(0);
      const reading = reader.read(from);
      expect((await reading.next()).value).toEqual(records[from]);
      await reading.return();
      expect(disk.calls.filter((call) => call === 'read').length).toBeLessThanOrEqual(2);
      expect(await all(reader.read(from))).toEqual(records.slice(from));
    }
  });

  it('gives nothing from a revision on that is not there yet', async () => {
    const journal = await open();
    expect(await all(journal.read())).toEqual([]);
    await journal.append(journalRecords(3));
    expect(await all(journal.read(3))).toEqual([]);
    expect(await all(journal.read(99))).toEqual([]);
  });

  it('says so if the file was changed, was cut, or is gone', async () => {
    const disk = new MemoryDisk();
    const journal = await open({ disk, file: '/journal' });
    await journal.append(journalRecords(4));
    const bytes = disk.bytesOf('/journal');
    const refusal = { code: 'AUTOTRAIL_JOURNAL_DAMAGED' };
    disk.put('/journal', bytes.subarray(0, -1));
    await expect(all(journal.read())).rejects.toMatchObject(refusal);
    disk.put('/journal', Buffer.alloc(0));
    await expect(all(journal.read())).rejects.toMatchObject(refusal);
    await disk.remove('/journal');
    await expect(all(journal.read())).rejects.toMatchObject(refusal);
    expect(disk.handles).toBe(1);
  });
});
