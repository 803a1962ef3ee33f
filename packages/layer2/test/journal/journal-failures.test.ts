import type { JournalRecord } from '@autotrail/layer1';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileJournal } from '../../src/journal/file-journal.js';
import { journalRecords } from '../support/journal-records.js';
import { MemoryDisk } from '../support/memory-disk.js';

const RECORDS = journalRecords(20);
const FILE = '/journal';
const LOST = { code: 'AUTOTRAIL_JOURNAL_LOST' };

/** A journal of five records, and the disk it is on. `owner.is`: what is answered when it is asked whose the trail is. */
async function journalOfFive() {
  const disk = new MemoryDisk();
  const owner = { is: [] as (boolean | Error)[] };
  const isOwner = async (): Promise<boolean> => {
    disk.calls.push('isOwner');
    const answer = owner.is.shift() ?? true;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const journal = await FileJournal.open({ disk, file: FILE, epoch: 1, isOwner });
  await journal.append(RECORDS.slice(0, 5));
  disk.calls.splice(0);
  return { disk, owner, journal, bytes: disk.bytesOf(FILE) };
}

async function restored(disk: MemoryDisk): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  const journal = await FileJournal.open({ disk, file: FILE, epoch: 1, onRecord: (record) => records.push(record) });
  await journal.close();
  return records;
}

async function durableRevisions(journal: FileJournal): Promise<readonly number[]> {
  const found: number[] = [];
  for await (const { revision } of journal.read()) found.push(revision);
  return found;
}

describe('a write that fails', () => {
  it.each(['before', 1, 29, 300, 'after'] as const)('leaves the journal as it was, and may be tried again: %s', async (how) => {
    const { disk, journal, bytes } = await journalOfFive();
    disk.fail('append', how);
    const refusal = {
      code: 'AUTOTRAIL_JOURNAL_REFUSED',
      message: expect.stringMatching(/E(IO|NOSPC): append/),
      cause: expect.any(Error),
    };
    await expect(journal.append(RECORDS.slice(5, 8))).rejects.toMatchObject(refusal);
    expect(disk.bytesOf(FILE).equals(bytes)).toBe(true);
    expect(disk.calls).toEqual(['isOwner', 'append', 'isOwner', 'truncate', 'sync']);
    expect(await durableRevisions(journal)).toEqual([0, 1, 2, 3, 4]);
    await journal.append(RECORDS.slice(5, 8));
    disk.cutPower();
    expect(await restored(disk)).toEqual(RECORDS.slice(0, 8));
  });

  it('and cannot be cut back loses the journal, which takes nothing more', async () => {
    const { disk, journal } = await journalOfFive();
    disk.fail('append', 40);
    disk.fail('truncate', 'before');
    const message = expect.stringMatching(/from revision 5 on: ENOSPC: append, and then EIO: truncate/);
    await expect(journal.append(RECORDS.slice(5, 6))).rejects.toMatchObject({ ...LOST, message });
    await expectNothingMore(journal, disk);
    expect(await restored(disk)).toEqual(RECORDS.slice(0, 5));
  });

  it('and of which the cut cannot be synced loses the journal', async () => {
    const { disk, journal } = await journalOfFive();
    disk.fail('append', 'after');
    disk.fail('sync', 'before');
    await expect(journal.append(RECORDS.slice(5, 6))).rejects.toMatchObject(LOST);
    await expectNothingMore(journal, disk);
  });
});

describe('a sync that fails', () => {
  it.each(['before', 'after'] as const)('loses the journal, and is never tried again: %s', async (how) => {
    const { disk, journal } = await journalOfFive();
    disk.fail('sync', how);
    await expect(journal.append(RECORDS.slice(5, 6))).rejects.toMatchObject({ ...LOST, details: { file: FILE, revision: 5 } });
    await expectNothingMore(journal, disk);
    expect(await durableRevisions(journal)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('an owner who is none any more', () => {
  const reason = expect.stringContaining('another owner');

  it('writes nothing', async () => {
    const { disk, owner, journal, bytes } = await journalOfFive();
    owner.is = [false];
    await expect(journal.append(RECORDS.slice(5, 6))).rejects.toMatchObject({ ...LOST, message: reason });
    expect(disk.bytesOf(FILE)).toBe(bytes);
    await expectNothingMore(journal, disk);
  });

  it('promises nothing, though it was written', async () => {
    const { disk, owner, journal } = await journalOfFive();
    owner.is = [true, false];
    await expect(journal.append(RECORDS.slice(5, 6))).rejects.toMatchObject({ ...LOST, message: reason });
    expect(disk.calls).toEqual(['isOwner', 'append', 'sync', 'isOwner']);
    await expectNothingMore(journal, disk);
  });

  it('cuts nothing back: it might be what the next one wrote', async () => {
    const { disk, owner, journal } = await journalOfFive();
    owner.is = [true, false];
    disk.fail('append', 10);
    await expect(journal.append(RECORDS.slice(5, 6))).rejects.toMatchObject({ ...LOST, message: reason });
    expect(disk.calls).toEqual(['isOwner', 'append', 'isOwner']);
  });

  it('cuts nothing off when it opens', async () => {
    const { disk, journal, bytes } = await journalOfFive();
    await journal.close();
    disk.put(FILE, bytes.subarray(0, -1));
    const opening = FileJournal.open({ disk, file: FILE, epoch: 1, isOwner: async () => false });
    await expect(opening).rejects.toMatchObject({ ...LOST, message: reason });
    expect([disk.bytesOf(FILE).length, disk.handles]).toEqual([bytes.length - 1, 0]);
  });

  it('is taken for one when it cannot be told', async () => {
    const { disk, owner, journal } = await journalOfFive();
    owner.is = [true, new Error('EACCES')];
    const message = expect.stringContaining('EACCES');
    await expect(journal.append(RECORDS.slice(5, 6))).rejects.toMatchObject({ ...LOST, message });
    await expectNothingMore(journal, disk);
  });
});

describe('opening that fails', () => {
  it.each(['open', 'create', 'read', 'sync', 'syncFolder'] as const)('says so, and holds nothing: %s', async (operation) => {
    const disk = new MemoryDisk();
    disk.fail(operation, 'before');
    await expect(FileJournal.open({ disk, file: FILE, epoch: 1 })).rejects.toThrow(`EIO: ${operation}`);
    expect(disk.handles).toBe(0);
    expect(await restored(disk)).toEqual([]);
  });
});

describe('whatever fails, in any order', () => {
  const operation = fc.constantFrom('append' as const, 'sync' as const, 'truncate' as const);
  const how = fc.oneof(fc.constantFrom('before' as const, 'after' as const), fc.integer({ min: 0, max: 400 }));
  const failures = fc.array(fc.option(fc.array(fc.tuple(operation, how), { minLength: 1, maxLength: 3 })), { maxLength: 20 });

  it('what was acknowledged is there after a power cut, and nothing is between that was not', async () => {
    await fc.assert(
      fc.asyncProperty(failures, async (plan) => {
        const disk = new MemoryDisk();
        const journal = await FileJournal.open({ disk, file: FILE, epoch: 1 });
        let kept = 0;
        for (const failing of plan) {
          for (const [what, how] of failing ?? []) disk.fail(what, how);
          const outcome = await journal.append(RECORDS.slice(kept, kept + 1)).then(() => 'kept', codeOf);
          if (outcome === 'kept') kept += 1;
          else if (outcome !== 'AUTOTRAIL_JOURNAL_REFUSED') break;
        }
        expect(await durableRevisions(journal)).toHaveLength(kept);
        disk.cutPower();
        const found = await restored(disk);
        expect(found.slice(0, kept)).toEqual(RECORDS.slice(0, kept));
        expect(found).toEqual(RECORDS.slice(0, found.length));
        expect(found.length - kept).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });
});

const codeOf = (error: { readonly code?: unknown }): unknown => error.code;

async function expectNothingMore(journal: FileJournal, disk: MemoryDisk): Promise<void> {
  disk.calls.splice(0);
  for (const count of [5, 6]) await expect(journal.append(RECORDS.slice(count, 7))).rejects.toMatchObject(LOST);
  expect(disk.calls).toEqual([]);
  await journal.close();
  expect(disk.handles).toBe(0);
}
