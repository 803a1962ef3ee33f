import type { JournalRecord } from '@autotrail/layer1';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiskFile } from '../../src/disk/disk.js';
import { encodeRecords } from '../../src/journal/encode-records.js';
import { encodeLine } from '../../src/journal/journal-line.js';
import { JOURNAL_START } from '../../src/journal/journal-position.js';
import { type JournalEnd, readJournal } from '../../src/journal/read-journal.js';
import { journalRecords } from '../support/journal-records.js';
import { MemoryDisk } from '../support/memory-disk.js';

const CHUNK = 262_144;

async function read(bytes: Uint8Array): Promise<JournalEnd & { records: JournalRecord[]; largest: number }> {
  const disk = new MemoryDisk();
  disk.put('/journal', bytes);
  const file = (await disk.open('/journal')) as DiskFile;
  const records: JournalRecord[] = [];
  let largest = 0;
  const batches = readJournal({ disk: file, file: '/journal', from: JOURNAL_START });
  for (;;) {
    const { done, value } = await batches.next();
    if (done) return { ...value, records, largest };
    expect(value.start.revision).toBe(records.length);
    records.push(...value.records);
    largest = Math.max(largest, value.records.length);
  }
}

function journalOf(records: readonly unknown[]): Buffer {
  let before = 0;
  const lines = records.map((record) => {
    const { bytes, check } = encodeLine(typeof record === 'string' ? record : JSON.stringify(record), before);
    before = check;
    return bytes;
  });
  return Buffer.concat(lines);
}

const noted = (revision: number, text: string): JournalRecord => {
  return { revision, epoch: 1, at: 0, event: { type: 'note', text, steps: [] }, changes: [] };
};

describe('reading a journal', () => {
  it('answers all records, and where they end', async () => {
    const records = journalRecords(40, (revision) => 1 + Math.floor(revision / 9));
    const bytes = journalOf(records);
    const { position, incomplete, ...found } = await read(bytes);
    expect(found.records).toEqual(records);
    expect([position, incomplete]).toEqual([{ offset: bytes.length, revision: 40, epoch: 5, check: expect.any(Number) }, 0]);
  });

  it('takes an empty file, and one with the beginning of a line, for a journal that was never begun', async () => {
    expect(await read(Buffer.alloc(0))).toMatchObject({ records: [], position: JOURNAL_START, incomplete: 0 });
    const bytes = journalOf(journalRecords(1)).subarray(0, -1);
    expect(await read(bytes)).toMatchObject({ records: [], position: JOURNAL_START, incomplete: bytes.length });
  });

  it('brings back whatever texts there are, wherever the chunks part them', async () => {
    // Two- to four-byte characters are shifted along the border of the chunk, one byte at a time.
    const [created] = journalRecords(1) as [JournalRecord];
    const head = journalOf([created, noted(1, '')]).length;
    for (let shift = 0; shift < 60; shift++) {
      const texts = ['x'.repeat(CHUNK - head - shift), 'é€\u{1F600}'.repeat(3), '\u{1F600}'.repeat(CHUNK / 2)];
      const records = [created, ...texts.map((text, at) => noted(at + 1, text))];
      expect((await read(journalOf(records))).records).toEqual(records);
    }
  });

  it('brings back any JSON, in lines of any length', async () => {
    const texts = fc.array(fc.tuple(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.nat(CHUNK)), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(texts, async (found) => {
        const [created] = journalRecords(1) as [JournalRecord];
        const rest = found.map(([value, text, length], at) => ({ ...noted(at + 1, text.padEnd(length, 'é')), value }));
        const { bytes, end } = encodeRecords([created, ...rest], JOURNAL_START);
        const { records, position } = await read(bytes);
        expect(records).toEqual(JSON.parse(JSON.stringify([created, ...rest])));
        expect(position).toEqual(end);
      }),
      { numRuns: 50 },
    );
  });

  it('hands records on as they come, and not all at once', async () => {
    const { records, largest } = await read(journalOf(journalRecords(5000)));
    expect(records).toHaveLength(5000);
    expect(largest).toBeLessThan(2500);
  });
});

describe('a journal that is not as it was written is refused', () => {
  const records = journalRecords(4) as readonly [JournalRecord, JournalRecord, JournalRecord, JournalRecord];
  const [first, second, third, fourth] = records;
  const lines = [1, 2, 3, 4].map((count) => journalOf(records.slice(0, count)));
  const ends = lines.map(({ length }) => length) as [number, number, number, number];
  const whole = journalOf(records);
  const line = (at: number): Buffer => whole.subarray(at === 0 ? 0 : ends[at - 1], ends[at]);

  it.each([
    ['with a line missing', Buffer.concat([line(0), line(2), line(3)]), ends[0]],
    ['with its first line missing', Buffer.concat([line(1), line(2)]), 0],
    ['with a line doubled', Buffer.concat([line(0), line(1), line(1), line(2)]), ends[1]],
    ['with lines swapped', Buffer.concat([line(0), line(2), line(1), line(3)]), ends[0]],
    ['with an empty line', Buffer.concat([line(0), Buffer.from('\n'), line(1)]), ends[0]],
    ['with another ending of lines', Buffer.from(whole.toString().replaceAll('\n', '\r\n')), 0],
    ['with something else at its end', Buffer.concat([whole, Buffer.from('x')]), ends[3]],
    ['with zeros at its end', Buffer.concat([whole, Buffer.alloc(9)]), ends[3]],
    ['with a line in its middle cut', Buffer.concat([line(0), line(1).subarray(0, -3), line(2)]), ends[0]],
    ['with a revision left out', journalOf([first, third]), ends[0]],
    ['with a revision twice', journalOf([first, second, second]), ends[1]],
    ['with an epoch that falls', journalOf([{ ...first, epoch: 2 }, second]), ends[0]],
    ['with an event of a type that is not known', journalOf([first, second, { ...third, event: { type: 'later' } }]), ends[1]],
    ['that begins with something else than its creation', journalOf([{ ...fourth, revision: 0 }]), 0],
    ['of another format', journalOf([{ ...first, event: { ...first.event, format: 2 } }]), 0],
    ['with a record that is no JSON', journalOf([first, '{"revision":1,']), ends[0]],
    ['that is a text of something else', Buffer.from('{"revision":0}\n'), 0],
  ])('%s', async (_what, bytes, offset) => {
    const refusal = { code: 'AUTOTRAIL_JOURNAL_DAMAGED', details: { file: '/journal', offset } };
    await expect(read(bytes)).rejects.toMatchObject(refusal);
  });

  it('with the offset, what was expected and what was found', async () => {
    const bytes = journalOf([first, third]);
    const message = `Expected revision 1 at byte ${ends[0]} of the journal /journal, found 2.`;
    await expect(read(bytes)).rejects.toMatchObject({ message, hint: expect.any(String) });
  });
});
