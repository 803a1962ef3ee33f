import { join } from 'node:path';
import type { JournalRecord } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Disk } from '../../src/disk/disk.js';
import { systemDisk } from '../../src/disk/system-disk.js';
import { encodeRecords } from '../../src/journal/encode-records.js';
import { FileJournal } from '../../src/journal/file-journal.js';
import { JournalIndex } from '../../src/journal/journal-index.js';
import { decodeLine, encodeLine, type LineFault } from '../../src/journal/journal-line.js';
import { JOURNAL_START } from '../../src/journal/journal-position.js';
import { readRecords } from '../../src/journal/read-records.js';
import { recordsIn } from '../../src/journal/records-in.js';
import { temporaryFolder } from '../support/folders.js';
import { journalRecords } from '../support/journal-records.js';
import { MemoryDisk } from '../support/memory-disk.js';

const [created, second, third] = journalRecords(3) as readonly [JournalRecord, JournalRecord, JournalRecord];
const { end: END } = encodeRecords([created, second], JOURNAL_START);
const LINE = encodeLine('{"a":1}', 0).bytes;

async function open(): Promise<FileJournal> {
  const journal = await FileJournal.open({ disk: systemDisk, epoch: 1, file: join(temporaryFolder(), 'journal') });
  onTestFinished(() => journal.close());
  return journal;
}

/** A line in which some bytes were written over. */
function spoiled(at: number, bytes: string): Buffer {
  const line = Buffer.from(LINE);
  line.write(bytes, at, 'latin1');
  return line;
}

describe('Records that cannot be written', () => {
  it.each([
    { what: 'of another owner', wrong: { epoch: 2 }, expected: 'records of epoch 1', found: '2' },
    {
      what: 'whose type is a list',
      wrong: { event: { type: ['created'] } },
      expected: 'an event of a type that is known',
      found: 'an array of 1',
    },
    { what: 'with a change of step -1', wrong: { changes: [{ n: -1 }] }, expected: 'a change of a step', found: 'an object' },
    {
      what: 'with half an answer',
      wrong: { answered: { requestId: 'r', digest: 7, result: 1 } },
      expected: 'an answered request',
      found: 'an object',
    },
    { what: 'without a time', wrong: { at: null }, expected: 'the time of a record', found: 'null' },
    {
      what: 'that JSON has no word for',
      wrong: { changes: [{ n: 0, input: 1n }] },
      expected: 'a record of JSON',
      found: 'BigInt',
    },
  ])('are refused with what was expected and found: one $what', ({ wrong, expected, found }) => {
    const encode = () => encodeRecords([{ ...created, ...wrong } as unknown as JournalRecord], JOURNAL_START);
    expect(encode).toThrow(`Expected ${expected} for the journal`);
    expect(encode).toThrow(found);
  });

  it('are refused by a journal that has others to write, or was closed', async () => {
    const journal = await open();
    const first = journal.append([created]);
    await expect(journal.append([second])).rejects.toThrow('Expected one call at a time for the journal, got another one.');
    await first;
    await journal.close();
    await expect(journal.append([second])).rejects.toThrow(
      'Expected one call at a time for the journal, got one after it was closed.',
    );
  });
});

describe('A line that is none', () => {
  const [, stated = ''] = LINE.toString().match(/^\["\w{8} \w{8} (\w{8})"/) ?? [];
  const digits = expect.stringMatching(/^one with [0-9a-f]{8}$/);

  it('says what its head should look like', () => {
    const { expected, found } = decodeLine(spoiled(0, '{'), 0) as LineFault;
    expect(expected).toBe('the head of a line, such as ["00000000 00000000 00000000",');
    expect(JSON.parse(found)).toBe(spoiled(0, '{').toString('latin1', 0, 30));
  });

  it('says what the check of its length should be, and is', () => {
    const expected = expect.stringMatching(/^a length with the check [0-9a-f]{8}, after the line before$/);
    expect(decodeLine(spoiled(9, '6'), 0)).toEqual({ expected, found: digits });
  });

  it('is known for that as soon as the check of its length is there', () => {
    const line = spoiled(9, '6');
    expect(decodeLine(line.subarray(0, 18), 0)).toEqual({ needs: 30 });
    expect(decodeLine(line.subarray(0, 19), 0)).toMatchObject({ found: digits });
  });

  it('says what the check of its record should be, and is', () => {
    expect(decodeLine(spoiled(33, 'b'), 0)).toEqual({ expected: `a record with the check ${stated}`, found: digits });
  });

  it('says what its end should be, and is', () => {
    const fault = decodeLine(spoiled(LINE.length - 2, '}'), 0);
    expect(fault).toEqual({ expected: '"]\\n" after the record', found: '"}\\n"' });
  });
});

describe('A journal with a record that is no JSON', () => {
  it('is refused with the file, the place and what JSON says', () => {
    const { bytes, check } = encodeLine(JSON.stringify(created), 0);
    const broken = Buffer.concat([bytes, encodeLine('{"revision":', check).bytes]);
    const read = () => recordsIn(broken, JOURNAL_START, 'the-file');
    expect(read).toThrow('the-file');
    expect(read).toThrow(String(bytes.length));
    expect(read).toThrow('a record in JSON');
    expect(read).toThrow('JSON input');
  });
});

describe('A journal with a line that is none', () => {
  it('is refused with what is wrong with the line', () => {
    expect(() => recordsIn(spoiled(33, 'b'), JOURNAL_START, 'the-file')).toThrow('Expected a record with the check');
  });
});

describe('Reading a part of a journal', () => {
  async function opened(disk: MemoryDisk): Promise<FileJournal> {
    const journal = await FileJournal.open({ disk, file: '/journal', epoch: 1 });
    await journal.append([created, second]);
    disk.calls.splice(0);
    return journal;
  }

  it('does not look at the file for records that are not there yet', async () => {
    const disk = new MemoryDisk();
    const journal = await opened(disk);
    expect(await journal.read(2).next()).toEqual({ done: true, value: undefined });
    expect(disk.calls).toEqual([]);
    expect(await journal.read(1).next()).toEqual({ done: false, value: second });
    expect(disk.calls).toContain('open');
  });

  it('says what is missing if the file is gone', async () => {
    const disk = new MemoryDisk();
    await opened(disk);
    const none = { ...disk, open: async () => null };
    const records = readRecords({ disk: none as unknown as Disk, file: '/journal', start: JOURNAL_START, end: END, from: 0 });
    await expect(records.next()).rejects.toThrow('Expected the journal at byte 0 of the journal /journal, found no file.');
  });

  it.each([
    { what: 'another check', wrong: { check: END.check + 1 } },
    { what: 'another end', wrong: { offset: END.offset + 1 } },
  ])('says so if it comes to $what', async ({ wrong }) => {
    const disk = new MemoryDisk();
    await opened(disk);
    const records = readRecords({ disk, file: '/journal', start: JOURNAL_START, end: { ...END, ...wrong }, from: 0 });
    const all = async () => {
      for await (const record of records) expect(record.revision).toBeLessThan(2);
    };
    const expected = `Expected records up to byte ${wrong.offset ?? END.offset} at byte ${END.offset} of the journal /journal, found their end.`;
    await expect(all()).rejects.toMatchObject({ code: 'AUTOTRAIL_JOURNAL_DAMAGED', message: expected });
  });
});

describe('What is known of a journal', () => {
  const at = (offset: number, revision: number) => ({ offset, revision, epoch: 1, check: 7 });

  it('is a position a stride after the one before, and no earlier one', () => {
    const index = new JournalIndex();
    index.add(at(262_143, 5));
    expect(index.before(9)).toEqual(JOURNAL_START);
    index.add(at(262_144, 6));
    expect(index.before(9)).toEqual(at(262_144, 6));
    expect(index.before(6)).toEqual(at(262_144, 6));
    expect(index.before(5)).toEqual(JOURNAL_START);
  });

  it('is where it ends, with all that the next record must fit', () => {
    const { end } = encodeRecords([created, second, third], JOURNAL_START);
    expect(end).toMatchObject({ revision: 3, epoch: 1 });
    expect(end.offset).toBe(encodeRecords([created, second, third], JOURNAL_START).bytes.length);
  });
});
