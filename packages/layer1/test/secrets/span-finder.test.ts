import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiteralSearch } from '../../src/secrets/literal-search.js';
import { SpanFinder } from '../../src/secrets/span-finder.js';

function spansOf(literals: readonly string[], text: string) {
  const finder = new SpanFinder(new LiteralSearch(new Map(literals.map((literal) => [literal, literal]))));
  finder.read(text, 0);
  return finder.spans;
}

/** The characters that some occurrence of some literal covers, found the slow way. */
function coveredSlowly(literals: readonly string[], text: string): readonly boolean[] {
  const covered = Array.from(text, () => false);
  for (const literal of literals) {
    for (let at = text.indexOf(literal); at !== -1; at = text.indexOf(literal, at + 1))
      covered.fill(true, at, at + literal.length);
  }
  return covered;
}

/** Two letters only: everything overlaps with everything. */
const letters = (minLength: number, maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b'), minLength, maxLength });

describe('SpanFinder', () => {
  it('finds literals where they are', () => {
    expect(spansOf(['her', 'she'], 'a he, her')).toEqual([{ start: 6, end: 9, length: 3, name: 'her' }]);
    expect(spansOf([], 'abc')).toEqual([]);
    expect(spansOf(['abc'], '')).toEqual([]);
  });

  it('makes one span of literals that overlap, named after the longest', () => {
    expect(spansOf(['abcd', 'cdefg'], 'xabcdefgx')).toEqual([{ start: 1, end: 8, length: 5, name: 'cdefg' }]);
    expect(spansOf(['abcde', 'defg'], 'xabcdefgx')).toEqual([{ start: 1, end: 8, length: 5, name: 'abcde' }]);
    expect(spansOf(['bc', 'abcd'], 'xabcdx')).toEqual([{ start: 1, end: 5, length: 4, name: 'abcd' }]);
  });

  it('keeps apart literals that only touch', () => {
    expect(spansOf(['abc'], 'abcabc')).toMatchObject([
      { start: 0, end: 3 },
      { start: 3, end: 6 },
    ]);
  });

  it('covers exactly what some occurrence of some literal covers', () => {
    fc.assert(
      fc.property(fc.array(letters(1, 6), { maxLength: 5 }), letters(0, 40), (literals, text) => {
        const spans = spansOf(literals, text);
        const covered = Array.from(text, (_, at) => spans.some(({ start, end }) => start <= at && at < end));
        expect(covered).toEqual(coveredSlowly(literals, text));
        for (const [i, { start }] of spans.entries()) expect(start).toBeGreaterThanOrEqual(spans[i - 1]?.end ?? 0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('says how much of the end of the text may be the beginning of a literal that goes on', () => {
    fc.assert(
      fc.property(fc.array(letters(1, 6), { maxLength: 5 }), letters(0, 20), (literals, text) => {
        const finder = new SpanFinder(new LiteralSearch(new Map(literals.map((literal) => [literal, '']))));
        finder.read(text, 0);
        const beginnings = literals.flatMap((literal) => Array.from(literal, (_, at) => literal.slice(0, at)));
        const longest = Math.max(0, ...beginnings.filter((each) => text.endsWith(each)).map((each) => each.length));
        expect(finder.pending).toBe(longest);
      }),
      { numRuns: 1_000 },
    );
  });
});
