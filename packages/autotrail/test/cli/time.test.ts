import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTime } from '../../src/cli/time.js';

describe('readTime', () => {
  it('reads every time as it is written, to the millisecond', () => {
    const dates = fc.date({ min: new Date('0001-01-01T00:00Z'), max: new Date('9999-12-31T00:00Z'), noInvalidDate: true });
    const property = fc.property(dates, (date) => {
      expect(readTime(date.toISOString())).toBe(date.getTime());
    });
    fc.assert(property);
  });

  it('takes a local time, and one with an offset', () => {
    expect(readTime('2026-01-31T08:00')).toBe(new Date(2026, 0, 31, 8).getTime());
    expect(readTime('2028-02-29T08:00+02:00')).toBe(Date.UTC(2028, 1, 29, 6));
  });

  it.each([
    '2027-02-30T10:00',
    '2027-02-29T10:00Z',
    '2027-04-31T10:00',
    '2027-13-01T10:00',
    '2027-01-01T25:00',
    '22:00',
    '2026-12-01',
    '',
  ])('refuses %j', (text) => {
    expect(() => readTime(text)).toThrow(`Expected a time such as 2026-01-31T08:00 or 2026-01-31T08:00Z, got ${text}.`);
  });
});
