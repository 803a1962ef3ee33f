import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTrail } from '../src/build-trail.js';
import { type LimitOptions, readLimits } from '../src/limits.js';
import { step } from '../src/step.js';
import { keyOfLimit } from '../src/trail/limit.js';

function refusal(message: RegExp, code = 'AUTOTRAIL_BAD_OPTION') {
  return expect.objectContaining({ code, message: expect.stringMatching(message) });
}

describe('The limits a trail begins with', () => {
  it('are for every step where no tags are given, and may be without end', () => {
    expect(readLimits([{ most: 2 }, { tags: { region: 'eu' }, most: null }])).toEqual([
      { tags: {}, most: 2 },
      { tags: { region: 'eu' }, most: null },
    ]);
  });

  it.each([undefined, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '2', {}, true])(
    'allow no number of attempts such as %j',
    (most) => {
      expect(() => readLimits([{ most } as LimitOptions])).toThrow(refusal(/most.*an integer from 0 up, or null/));
    },
  );

  it.each([null, 'x', 1, [['a']], { a: null }, { a: ['x'] }, { a: {} }])('allow no tags such as %j', (tags) => {
    expect(() => readLimits([{ tags, most: 1 } as unknown as LimitOptions])).toThrow(refusal(/tags/));
  });

  it('are each for other tags: two for the same ones are refused, in whatever order these stand', () => {
    expect(() => readLimits([{ most: 1 }, { tags: {}, most: 2 }])).toThrow(refusal(/two for \{\}/));
    const tags = { a: 1, b: 'x' };
    expect(() =>
      readLimits([
        { tags, most: 1 },
        { tags: { b: 'x', a: 1 }, most: 1 },
      ]),
    ).toThrow(refusal(/two for/));
    expect(
      readLimits([
        { tags: { a: 1 }, most: 1 },
        { tags: { a: '1' }, most: 1 },
      ]),
    ).toHaveLength(2);
  });

  it('say at least how many: a limit without that would be none, without a word', () => {
    expect(() => readLimits([{ most: 1 }, {} as LimitOptions])).toThrow(refusal(/null, got undefined in entry 1/));
  });

  it.each([
    [{ max: 1 }, 'max'],
    [{ tag: { name: 'a' }, most: 0 }, 'tag'],
    [JSON.parse('{ "__proto__": 1, "most": 1 }'), '__proto__'],
  ])('have no other fields: %j is refused, naming those there are', (limit, option) => {
    const message = new RegExp(`an option of entry 0 of \`limits\` among tags, most, got \`${option}\``);
    expect(() => readLimits([limit as LimitOptions])).toThrow(refusal(message, 'AUTOTRAIL_UNKNOWN_OPTION'));
  });

  it.each([null, { most: 1 }, 'x', 1])('are a list, which %j is not', (limits) => {
    expect(() => readLimits(limits as never)).toThrow(refusal(/limits.*a list of limits/));
  });

  it.each([null, undefined, 3, [], 'x'])('are a list of objects, which %j is not', (limit) => {
    expect(() => readLimits([{ most: 1 }, limit as never])).toThrow(refusal(/a list of objects with `most`, got .* as entry 1/));
    expect(() => readLimits(Array(1))).toThrow(refusal(/got undefined as entry 0/));
  });

  it('are refused before anything is built, and there when it is', () => {
    const one = step(() => null, { name: 'one' });
    expect(() => buildTrail([[one]], { limits: [{ most: -1 }] })).toThrow(refusal(/limits/));
    expect(buildTrail([[one]], { limits: [{ most: 3 }, { tags: { a: 1 }, most: null }] }).limits).toEqual([
      { tags: {}, most: 3 },
    ]);
  });

  it('are told apart by their tags alone', () => {
    const scalars = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    const tags = fc.dictionary(fc.string(), scalars, { maxKeys: 5, noNullPrototype: true });
    fc.assert(
      fc.property(tags, tags, (one, other) => {
        const turned = Object.fromEntries(Object.entries(one).toReversed());
        expect(keyOfLimit({ tags: turned })).toBe(keyOfLimit({ tags: one }));
        const isSame = JSON.stringify(Object.entries(one).toSorted()) === JSON.stringify(Object.entries(other).toSorted());
        if (!isSame) expect(keyOfLimit({ tags: one })).not.toBe(keyOfLimit({ tags: other }));
      }),
    );
  });
});
