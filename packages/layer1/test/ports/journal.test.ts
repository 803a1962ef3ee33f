import { describe, expect, it } from 'vitest';
import { type JournalRecord, MemoryJournal } from '../../src/ports/journal.js';

function record(revision: number): JournalRecord {
  return { revision, epoch: 1, at: revision * 10, event: { type: 'shutdown' }, changes: [] };
}

async function readAll(journal: MemoryJournal): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const each of journal.read()) records.push(each);
  return records;
}

describe('MemoryJournal', () => {
  it('is empty at first', async () => {
    expect(await readAll(new MemoryJournal())).toEqual([]);
  });

  it('is durable when append returns, and reads back every record in order, as often as asked', async () => {
    const journal = new MemoryJournal();
    expect(journal.append([record(1), record(2)])).toBeUndefined();
    journal.append([]);
    journal.append([record(3)]);
    expect((await readAll(journal)).map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(await readAll(journal)).toEqual([record(1), record(2), record(3)]);
  });

  it('can still be read when it is closed: its records live as long as it does', async () => {
    const journal = new MemoryJournal();
    journal.append([record(1)]);
    await journal.close();
    expect(await readAll(journal)).toEqual([record(1)]);
  });

  it('takes two hundred thousand records at once', async () => {
    const journal = new MemoryJournal();
    journal.append(Array.from({ length: 200_000 }, (_, i) => record(i + 1)));
    expect((await readAll(journal)).length).toBe(200_000);
  });
});
