import type { JournalRecord } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { faultOfRecord } from '../../src/journal/journal-record.js';
import { journalRecords } from '../support/journal-records.js';

const [created, second] = journalRecords(2) as readonly [JournalRecord, JournalRecord];
const FIRST = { revision: 0, epoch: 1 };
const SECOND = { revision: 1, epoch: 3 };
const good = { ...second, epoch: 3 };

describe('a record of a journal', () => {
  it.each(journalRecords(30))('may be $event.type', (record) => {
    expect(faultOfRecord(record, { revision: record.revision, epoch: 1 })).toBeNull();
  });

  it('may be of a later epoch than the one before', () => {
    expect(faultOfRecord({ ...good, epoch: 4 }, SECOND)).toBeNull();
  });

  it.each([
    ['a text', 'x', 'a record'],
    ['a list', [], 'a record'],
    ['nothing', null, 'a record'],
    ['a revision too high', { ...good, revision: 2 }, 'revision 1'],
    ['no revision', {}, 'revision 1'],
    ['an epoch that falls', { ...good, epoch: 2 }, 'an epoch of 3 or more'],
    ['an epoch that is no count', { ...good, epoch: 3.5 }, 'an epoch of 3 or more'],
    ['no time', { ...good, at: null }, 'the time of a record'],
    ['a time that JSON has no word for', { ...good, at: Number.NaN }, 'the time of a record'],
    ['no changes', { ...good, changes: undefined }, 'the changes of a record'],
    ['a change that is none', { ...good, changes: [{ n: 1 }, undefined] }, 'a change of a step'],
    ['a change of no step', { ...good, changes: [{ state: 'Ready' }] }, 'a change of a step'],
    ['a change to a state that is none', { ...good, changes: [{ n: 1, state: 'Lost' }] }, 'a change of a step'],
    ['an answer to nobody', { ...good, answered: { digest: 'd', result: 1 } }, 'an answered request'],
    ['an answer without one', { ...good, answered: { requestId: 'r', digest: 'd' } }, 'an answered request'],
    ['an answer that is none', { ...good, answered: null }, 'an answered request'],
    ['no event', { ...good, event: undefined }, 'an event'],
    ['an event without a type', { ...good, event: {} }, 'an event of a type that is known'],
    ['an event of a type of later days', { ...good, event: { type: 'moved' } }, 'an event of a type that is known'],
    ['an event with a type from a prototype', { ...good, event: { type: 'toString' } }, 'an event of a type that is known'],
    ['the first event again', { ...good, event: created.event }, 'an event of type created nowhere but at revision 0'],
  ])('is none with %s', (_what, record, expected) => {
    expect(faultOfRecord(record, SECOND)).toEqual({ expected, found: expect.any(String) });
  });

  it('must be created, if it is the first', () => {
    const fault = faultOfRecord({ ...second, revision: 0 }, FIRST);
    expect(fault).toEqual({ expected: 'an event of type created at revision 0', found: '"prompt"' });
  });

  it.each([0, 2, '1', undefined])('must be of the format that is known, not %j', (format) => {
    const fault = faultOfRecord({ ...created, event: { ...created.event, format } }, FIRST);
    expect(fault).toEqual({ expected: 'format 1', found: format === '1' ? '"1"' : String(format) });
  });
});
