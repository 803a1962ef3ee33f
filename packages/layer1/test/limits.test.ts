import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTrail } from '../src/build-trail.js';
import { readLimits } from '../src/limits.js';
import { step } from '../src/step.js';
import { keyOfLimit, type Limit } from '../src/trail/limit.js';

function refusal(message: RegExp) {
  return expect.objectContaining({ code: 'AUTOTRAIL_BAD_OPTION', message: expect.stringMatching(message) });
}

describe('The limits a trail begins with', () => {
  it('are for every step and without end, where nothing else is said', () => {
    expect(readLimits([{ most: 2 }, { tags: { region: 'eu' } }])).toEqual([
      { tags: {}, most: 2 },
      { tags: { region: 'eu' }, most: null },
    ]);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '2', {}, true])('allow no number of attempts such as %j', (most) => {
    expect(() => readLimits([{ most } as Partial<Limit>])).toThrow(refusal(/most.*an integer from 0 up, or null/));
  });

  it.each([null, 'x', 1, [['a']], { a: null }, { a: ['x'] }, { a: {} }])('allow no tags such as %j', (tags) => {
    expect(() => readLimits([{ tags, most: 1 } as unknown as Limit])).toThrow(refusal(/tags/));
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

  it('are refused before anything is built, and there when it is', () => {
    const one = step(() => null, { name: 'one' });
    expect(() => buildTrail([[one]], { limits: [{ most: -1 }] })).toThrow(refusal(/limits/));
    expect(buildTrail([[one]], { limits: [{ most: 3 }, { tags: { a: 1 } }] }).limits).toEqual([{ tags: {}, most: 3 }]);
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
