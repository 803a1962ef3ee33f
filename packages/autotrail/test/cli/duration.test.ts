import { describe, expect, it } from 'vitest';
import { readDuration } from '../../src/cli/duration.js';

describe('readDuration', () => {
  it.each([
    ['0s', 0],
    ['90s', 90_000],
    ['5m', 300_000],
    ['12h', 43_200_000],
    ['30d', 2_592_000_000],
    ['2w', 1_209_600_000],
    ['36500d', 3_153_600_000_000],
  ])('reads %s', (text, milliseconds) => {
    expect(readDuration(text)).toBe(milliseconds);
  });

  it.each(['', '30', 'd', '-1d', '1.5h', '1 d', '1y', '1dd', '9999999999d', '36501d', '100000000d', '999999999w'])(
    'refuses %j',
    (text) => {
      expect(() => readDuration(text)).toThrow('Expected a duration');
    },
  );
});
