import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asJson } from '../src/as-json.js';

describe('asJson', () => {
  it('answers what is JSON as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(asJson(value, 'x'))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('copies it, so that whoever made it may go on changing it', () => {
    const mine = { list: [1] };
    const copy = asJson(mine, 'x');
    mine.list.push(2);
    expect(copy).toEqual({ list: [1] });
  });

  it.each([
    [undefined, 'undefined at $'],
    [{ a: [1, Number.NaN] }, 'NaN at $.a[1]'],
    [{ a: { when: new Date(0) } }, 'a Date at $.a.when'],
    [[() => null], 'a function at $[0]'],
    [1n, 'a bigint at $'],
  ])('refuses %o and says what stands where', (value, culprit) => {
    expect(() => asJson(value, 'a result')).toThrow(`Expected a result to be JSON, got ${culprit}.`);
  });

  it('refuses a loop, and what is too deep', () => {
    const loop: unknown[] = [];
    loop.push({ loop });
    expect(() => asJson(loop, 'x')).toThrow('a loop at $[0].loop');
    let deep: unknown = null;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(() => asJson(deep, 'x')).toThrow('more than 64 levels');
  });
});
