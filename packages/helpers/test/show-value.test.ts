import { describe, expect, it } from 'vitest';
import { showValue } from '../src/show-value.js';

describe('showValue', () => {
  it.each([
    ['a\nb', "'a\\nb'"],
    [{ a: [1, { b: 2 }] }, '{ a: [ 1, [Object] ] }'],
    [undefined, 'undefined'],
    [Array.from({ length: 9 }, (_, i) => i), '[ 0, 1, 2, 3, 4, ... 4 more items ]'],
  ])('shows %o in a few words on one line', (value, shown) => {
    expect(showValue(value)).toBe(shown);
  });

  it('cuts a long text', () => {
    expect(showValue('x'.repeat(1_000_000)).length).toBeLessThan(120);
  });
});
