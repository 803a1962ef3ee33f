import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeValue, isPlainObject } from '../src/describe-value.js';

class Host {}

describe('describeValue', () => {
  it.each([
    { value: 'text', shown: '"text"' },
    { value: '', shown: '""' },
    { value: 'two\nlines', shown: '"two\\nlines"' },
    { value: 1.5, shown: '1.5' },
    { value: Number.NaN, shown: 'NaN' },
    { value: false, shown: 'false' },
    { value: null, shown: 'null' },
    { value: undefined, shown: 'undefined' },
    { value: 5n, shown: 'a bigint' },
    { value: Symbol('s'), shown: 'a symbol' },
    { value: class {}, shown: 'a function' },
    { value: [1, 2], shown: 'an array of 2' },
    { value: {}, shown: 'an object' },
    { value: Object.create(null), shown: 'an object' },
    { value: new Host(), shown: 'a Host' },
    { value: new (class {})(), shown: 'an object with a prototype' },
    { value: Object.create({ constructor: 'none' }), shown: 'an object with a prototype' },
    { value: new Error('x'), shown: 'an Error' },
  ])('shows $shown', ({ value, shown }) => {
    expect(describeValue(value)).toBe(shown);
  });

  it('shortens a long text', () => {
    expect(describeValue('x'.repeat(61))).toBe(`"${'x'.repeat(60)}…"`);
    expect(describeValue('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`);
  });

  it('describes anything in a few words', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (value) => describeValue(value).length < 400),
    );
  });
});

describe('isPlainObject', () => {
  it.each([{}, { a: 1 }, Object.create(null), JSON.parse('{"__proto__": null, "constructor": 1}'), runInNewContext('({})')])(
    'knows the plain object %#',
    (value) => {
      expect(isPlainObject(value)).toBe(true);
    },
  );

  it.each([null, undefined, 'text', 1, [], () => 1, new Host(), new Map(), new Date(0), Object.create({})])(
    'knows that value %# is none',
    (value) => {
      expect(isPlainObject(value)).toBe(false);
    },
  );
});
