import { describe, expect, it } from 'vitest';
import { type Pairs, readPairs } from '../src/pairs.js';

/** A call as JavaScript makes it, past the compiler. */
const readWrongly = (given: unknown) => readPairs(given as Pairs<unknown>);

/** A pair whose first entry was left out, as `[, 'b']` does it. */
function pairWithHole(): unknown[] {
  const pair: unknown[] = new Array(1);
  pair.push('b');
  return pair;
}

describe('readPairs', () => {
  it('numbers the vertices by their first appearance', () => {
    const { vertices, positions, tails, heads } = readPairs([['c', 'a'], ['b'], ['a', 'b'], ['c', 'd']]);
    expect(vertices).toEqual(['c', 'a', 'b', 'd']);
    expect([...positions]).toEqual([
      ['c', 0],
      ['a', 1],
      ['b', 2],
      ['d', 3],
    ]);
    expect([...tails]).toEqual([0, 1, 0]);
    expect([...heads]).toEqual([1, 2, 3]);
  });

  it('keeps duplicate and self pairs: others judge them', () => {
    const { vertices, tails, heads } = readPairs([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'a'],
    ]);
    expect(vertices).toEqual(['a', 'b']);
    expect([...tails]).toEqual([0, 0, 0]);
    expect([...heads]).toEqual([1, 1, 0]);
  });

  it('tells vertices apart as a Map does', () => {
    expect(
      readPairs<unknown>([
        [1, '1'],
        [{}, {}],
        [Number.NaN, 0],
        [Number.NaN, -0],
        [false, ''],
      ]).vertices,
    ).toHaveLength(8);
  });

  it('changes nothing of what it is given', () => {
    const pairs = Object.freeze([Object.freeze(['a', 'b'] as const), Object.freeze(['c'] as const)]);
    expect(readPairs(pairs).vertices).toEqual(['a', 'b', 'c']);
  });
});

describe('readPairs on an empty definition', () => {
  it.each([
    { given: [], found: 'an empty list' },
    { given: undefined, found: 'undefined' },
    { given: null, found: 'null' },
    { given: 'ab', found: '"ab"' },
    { given: new Set([['a', 'b']]), found: 'a Set' },
    { given: { 0: ['a', 'b'], length: 1 }, found: 'an object' },
  ])('says that $found is none', ({ given, found }) => {
    expect(() => readWrongly(given)).toThrow(
      expect.objectContaining({
        code: 'AUTOTRAIL_EMPTY_DEFINITION',
        message: `Expected at least one pair \`[parent, child]\` or one single \`[step]\`, got ${found}.`,
      }),
    );
  });
});

describe('readPairs on a bad entry', () => {
  it.each([
    { entry: [], found: 'an array of 0' },
    { entry: ['a', 'b', 'c'], found: 'an array of 3' },
    { entry: 'ab', found: '"ab"' },
    { entry: undefined, found: 'undefined' },
    { entry: null, found: 'null' },
    { entry: { parent: 'a', child: 'b' }, found: 'an object' },
    { entry: () => 1, found: 'a function' },
    { entry: [undefined], found: 'an array whose entry 0 is undefined' },
    { entry: ['a', undefined], found: 'an array whose entry 1 is undefined' },
    { entry: [null, 'b'], found: 'an array whose entry 0 is null' },
    { entry: pairWithHole(), found: 'an array whose entry 0 is undefined' },
  ])('names its position and says that it is $found', ({ entry, found }) => {
    expect(() => readWrongly([['a', 'b'], ['c'], entry, ['d']])).toThrow(
      expect.objectContaining({
        code: 'AUTOTRAIL_BAD_PAIR',
        message: `Expected entry 2 of the definition to be \`[parent, child]\` or \`[step]\`, got ${found}.`,
        details: { position: 2, found },
      }),
    );
  });

  it('does not pass over a hole in the list', () => {
    expect(() => readWrongly(new Array(3))).toThrow('Expected entry 0 of the definition');
  });

  it('accepts vertices that are false, zero or empty: only null and undefined stand for none', () => {
    expect(
      readPairs<unknown>([
        [false, 0],
        ['', Number.NaN],
      ]).vertices,
    ).toEqual([false, 0, '', Number.NaN]);
  });
});
