import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationFrom, isoTime, LATEST_TIME, LONGEST_MS } from '../src/time-limits.js';

describe('A duration', () => {
  it('is a number from its minimum to 100 years', () => {
    const { isValid } = durationFrom(1);
    for (const right of [1, 1.5, 60_000, LONGEST_MS]) expect(isValid(right)).toBe(true);
    for (const wrong of [0, 0.9, -1, LONGEST_MS + 1, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY, Number.NaN, '1', null]) {
      expect(isValid(wrong)).toBe(false);
    }
  });

  it('that is too long is told what to do instead where leaving it out means as much', () => {
    const expected = 'a number of milliseconds from 0 to 3153600000000, which are 100 years';
    expect(durationFrom(0).expected).toBe(expected);
    expect(durationFrom(0, 'for ever').expected).toBe(`${expected}; left out, it means for ever`);
  });

  it('leads to a date from every time there is in the next 270,000 years', () => {
    const times = fc.integer({ min: 0, max: LATEST_TIME - LONGEST_MS });
    fc.assert(
      fc.property(times, (time) => {
        expect(isoTime(time + LONGEST_MS)).toBe(new Date(time + LONGEST_MS).toISOString());
      }),
    );
  });
});

describe('A time as text', () => {
  it('is that of its date, and of the first or the last date where it is beyond them', () => {
    const [first, last] = ['-271821-04-20T00:00:00.000Z', '+275760-09-13T00:00:00.000Z'];
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true })), (time) => {
        const text = isoTime(time);
        if (time > LATEST_TIME) expect(text).toBe(last);
        else if (time < -LATEST_TIME) expect(text).toBe(first);
        else expect(text).toBe(new Date(time).toISOString());
      }),
    );
    expect([isoTime(LATEST_TIME + 1), isoTime(-LATEST_TIME - 1)]).toEqual([last, first]);
  });
});
