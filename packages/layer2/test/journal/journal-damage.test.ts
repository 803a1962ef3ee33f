import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AutoTrailError } from '@autotrail/core';
import type { JournalRecord } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import type { Disk } from '../../src/disk/disk.js';
import { systemDisk } from '../../src/disk/system-disk.js';
import { encodeRecords } from '../../src/journal/encode-records.js';
import { FileJournal } from '../../src/journal/file-journal.js';
import { JOURNAL_START, type JournalPosition } from '../../src/journal/journal-position.js';
import { recordsIn } from '../../src/journal/records-in.js';
import { temporaryFolder } from '../support/folders.js';
import { journalRecords } from '../support/journal-records.js';
import { MemoryDisk } from '../support/memory-disk.js';

const RECORDS = journalRecords(30);
const JOURNAL = encodeRecords(RECORDS, JOURNAL_START).bytes;
/** Where the lines begin, and where the last one ends. */
const BORDERS = [...RECORDS.keys(), RECORDS.length].map((count) => encodeRecords(RECORDS.slice(0, count), JOURNAL_START).end);
const LAST_LINE = BORDERS.at(-2) ?? JOURNAL_START;

const wholeLinesIn = (size: number): number => BORDERS.filter(({ offset }) => offset > 0 && offset <= size).length;

/** The offset that a refusal names, if what is after a whole line is refused. */
function refusedAt(bytes: Buffer, from: JournalPosition): unknown {
  try {
    recordsIn(bytes, from, 'journal');
  } catch (error) {
    if (AutoTrailError.is(error) && error.code === 'AUTOTRAIL_JOURNAL_DAMAGED') return error.details?.offset;
    throw error;
  }
  return null;
}

/** A copy with one bit the other way. */
function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return copy;
}

async function reopened(disk: Disk, file: string): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  const journal = await FileJournal.open({ disk, file, epoch: 2, onRecord: (record) => records.push(record) });
  await journal.close();
  return records;
}

describe('a journal of which one bit was flipped', () => {
  it.each(BORDERS.slice(0, -1))('is refused, whichever bit it is of the line at byte $offset', (begin) => {
    // The lines before are as they were, and reading comes as far as this one.
    const rest = JOURNAL.subarray(begin.offset);
    const size = BORDERS[begin.revision + 1]?.offset ?? 0;
    const unseen: number[] = [];
    for (let bit = 0; bit < (size - begin.offset) * 8; bit++) {
      if (refusedAt(flipped(rest, bit), begin) !== begin.offset) unseen.push(bit);
    }
    expect([size > begin.offset, unseen]).toEqual([true, []]);
  });

  it('is left as it is, even if the bit is in its last line', async () => {
    for (let bit = LAST_LINE.offset * 8; bit < JOURNAL.length * 8; bit++) {
      const disk = new MemoryDisk();
      const bytes = flipped(JOURNAL, bit);
      disk.put('/journal', bytes);
      const refusal = { code: 'AUTOTRAIL_JOURNAL_DAMAGED', details: { offset: LAST_LINE.offset } };
      await expect(reopened(disk, '/journal')).rejects.toMatchObject(refusal);
      expect(disk.bytesOf('/journal').equals(bytes)).toBe(true);
      expect(disk.handles).toBe(0);
    }
  });

  it('is refused or cut, but never beyond the line that is incomplete anyway', () => {
    const line = JOURNAL.subarray(LAST_LINE.offset);
    for (let size = 1; size < line.length; size += 7) {
      for (let bit = 0; bit < size * 8; bit++) {
        expect([LAST_LINE.offset, null]).toContain(refusedAt(flipped(line.subarray(0, size), bit), LAST_LINE));
      }
    }
  });
});

describe('a journal whose end is missing', () => {
  it('is read as far as its lines are whole, cut there, and goes on, wherever it ends', async () => {
    for (let size = 0; size <= JOURNAL.length; size++) {
      const disk = new MemoryDisk();
      disk.put('/journal', JOURNAL.subarray(0, size));
      const whole = wholeLinesIn(size);
      expect(await reopened(disk, '/journal')).toEqual(RECORDS.slice(0, whole));
      expect(disk.bytesOf('/journal').equals(JOURNAL.subarray(0, BORDERS[whole]?.offset))).toBe(true);
    }
  });

  it('is cut for good: what is appended then comes back after a power cut', async () => {
    for (const size of [1, 29, 30, 31, ...BORDERS.slice(1, -1).map(({ offset, revision }) => offset + revision * 5)]) {
      const disk = new MemoryDisk();
      disk.put('/journal', JOURNAL.subarray(0, size));
      const journal = await FileJournal.open({ disk, file: '/journal', epoch: 1 });
      const rest = RECORDS.slice(wholeLinesIn(size)).map((record) => ({ ...record, epoch: journal.epoch }));
      await journal.append(rest);
      disk.cutPower();
      expect(await reopened(disk, '/journal')).toEqual([...RECORDS.slice(0, wholeLinesIn(size)), ...rest]);
    }
  });

  it('is cut on the disk of this computer as well', async () => {
    const folder = temporaryFolder();
    for (let size = LAST_LINE.offset; size <= JOURNAL.length; size++) {
      const file = join(folder, `journal.${size}`);
      writeFileSync(file, JOURNAL.subarray(0, size), { mode: 0o600 });
      expect(await reopened(systemDisk, file)).toEqual(RECORDS.slice(0, wholeLinesIn(size)));
    }
  });
});
