import { deepEqual, equal, ok } from 'node:assert/strict';
import type { JsonValue } from '@autotrail/core';
import type { Journal, JournalRecord } from '@autotrail/layer1';
import { type ConformanceCase, casesOf, collect } from './conformance-case.js';

/** Opens the journal of one place for its next owner; the owner before has closed it. */
export type OpenJournal = () => Promise<Journal>;

/**
 * What every `Journal` must do.
 *
 * @param makePlace - makes a new place for a journal, and answers what opens it
 * @example
 * for (const { name, run } of journalSuite(async () => async () => new MyJournal(url))) it(name, run);
 */
export function journalSuite(makePlace: () => Promise<OpenJournal>): readonly ConformanceCase[] {
  return casesOf(makePlace, { ...ONE_OWNER, ...SEVERAL_OWNERS });
}

const ONE_OWNER: Readonly<Record<string, (open: OpenJournal) => Promise<void>>> = {
  'has no records at first': async (open) => {
    const journal = await open();
    deepEqual(await collect(journal.read()), []);
    ok(journal.epoch >= 1, 'an epoch is 1 or more');
    await journal.close();
  },
  'reads back what was appended, in order, as it was': async (open) => {
    const journal = await open();
    const records = recordsFor(journal, 0, 8);
    for (const [begin, end] of [
      [0, 1],
      [1, 4],
      [4, 8],
    ])
      await journal.append(records.slice(begin, end));
    deepEqual(await collect(journal.read()), records);
    deepEqual(await collect(journal.read()), records, 'as often as asked');
    await journal.close();
  },
  'reads from any revision on': async (open) => {
    const journal = await open();
    const records = recordsFor(journal, 0, 6);
    await journal.append(records);
    for (const from of [0, 1, 5, 6, 100]) deepEqual(await collect(journal.read(from)), records.slice(from));
    await journal.close();
  },
  'takes no records for nothing to do': async (open) => {
    const journal = await open();
    await journal.append([]);
    deepEqual(await collect(journal.read()), []);
    await journal.close();
  },
  'lets a reading that has begun go on while others append': async (open) => {
    const journal = await open();
    const records = recordsFor(journal, 0, 4);
    await journal.append(records.slice(0, 2));
    const found: JournalRecord[] = [];
    for await (const record of journal.read()) {
      if (found.length === 0) await journal.append(records.slice(2));
      found.push(record);
    }
    ok(found.length >= 2, 'what was there when it began is read');
    deepEqual(found, records.slice(0, found.length));
    await journal.close();
  },
  'takes many records at once': async (open) => {
    const journal = await open();
    const records = recordsFor(journal, 0, 5_000);
    await journal.append(records);
    equal((await collect(journal.read())).length, records.length);
    deepEqual(await collect(journal.read(4_999)), records.slice(4_999));
    await journal.close();
  },
};

const SEVERAL_OWNERS: Readonly<Record<string, (open: OpenJournal) => Promise<void>>> = {
  'hands everything to the next owner, who has a higher epoch and goes on': async (open) => {
    const records: JournalRecord[] = [];
    let epoch = 0;
    for (let owner = 0; owner < 3; owner++) {
      const journal = await open();
      ok(journal.epoch > epoch, `epoch ${journal.epoch} comes after ${epoch}`);
      epoch = journal.epoch;
      deepEqual(await collect(journal.read()), records);
      const more = recordsFor(journal, records.length, 3);
      await journal.append(more);
      records.push(...more);
      deepEqual(await collect(journal.read(1)), records.slice(1));
      await journal.close();
    }
  },
};

/** Texts and values in which something may get lost. */
const ODD: readonly JsonValue[] = ['', 'Größe \u{1F600}', '"]\n\u0000', { nested: [null, [], {}, -0.5, 1e300] }, '\ud800', true];

function recordsFor({ epoch }: Journal, from: number, count: number): readonly JournalRecord[] {
  return Array.from({ length: count }, (_, k) => {
    const revision = from + k;
    const at = 1_700_000_000_000 + revision;
    const value = ODD[revision % ODD.length] ?? null;
    if (revision === 0) return { revision, epoch, at, event: CREATED, changes: [] };
    const event = { type: 'reply' as const, promptId: `${revision}`, value };
    const answered = { requestId: `r${revision}`, digest: 'd', result: { affected: [], value } };
    return { revision, epoch, at, event, changes: [{ n: 0, input: value }], ...(revision % 2 === 1 && { answered }) };
  });
}

const CREATED: JournalRecord['event'] = {
  type: 'created',
  format: 1,
  trail: 'conformance',
  run: '20260131T101500Z-ab12',
  definition: { steps: [], edges: [] },
};
