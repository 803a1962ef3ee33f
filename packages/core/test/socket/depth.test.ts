import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDeeperThan } from '../../src/socket/depth.js';

const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 9, withCrossShrink: true },
    fc.string({ unit: fc.constantFrom('"', '\\', '[', ']', '{', '}', 'é', '\n') }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ unit: fc.constantFrom('"', '\\', '{', '[') }), tie('value'), { maxKeys: 3 }),
  ),
})).value;

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('isDeeperThan', () => {
  it('equals a count over the value itself', () => {
    fc.assert(
      fc.property(values, fc.nat(6), fc.constantFrom(undefined, 1), (value, levels, indent) => {
        expect(isDeeperThan(levels, JSON.stringify(value, null, indent))).toBe(depthOf(value) > levels);
      }),
    );
  });

  it('takes any text without failing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', '\\', '[', ']', '{', 'x') }),
        (text) => typeof isDeeperThan(3, text) === 'boolean',
      ),
    );
  });

  it('stops counting at a million levels', () => {
    expect(isDeeperThan(64, '['.repeat(1_000_000))).toBe(true);
    expect(isDeeperThan(64, '{"a":'.repeat(1_000_000))).toBe(true);
  });

  it('does not count brackets in an unfinished string', () => {
    expect(isDeeperThan(1, `["${'['.repeat(100)}`)).toBe(false);
    expect(isDeeperThan(1, '["\\')).toBe(false);
  });
});
