import { describe, expect, it } from 'vitest';
import { JournalIndex } from '../../src/journal/journal-index.js';
import { JOURNAL_START } from '../../src/journal/journal-position.js';

const at = (revision: number) => ({ offset: revision * 1000, revision, epoch: 1, check: 7 });

describe('an index of a journal', () => {
  it('knows the beginning', () => {
    expect(new JournalIndex().before(9)).toBe(JOURNAL_START);
  });

  it('answers the nearest position it knows that is not beyond a revision, and keeps just a few', () => {
    const index = new JournalIndex();
    for (let revision = 1; revision <= 1000; revision++) index.add(at(revision));
    expect(index.before(262)).toBe(JOURNAL_START);
    expect(index.before(263)).toEqual(at(263));
    expect(index.before(525)).toEqual(at(263));
    expect(index.before(526)).toEqual(at(526));
    expect(index.before(Number.MAX_SAFE_INTEGER)).toEqual(at(789));
  });
});
