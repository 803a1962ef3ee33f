import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findNonJson, MAX_JSON_DEPTH } from '../src/json.js';

function nested(levels: number, wrap: (inner: unknown) => unknown, core: unknown = 'core'): unknown {
  let value = core;
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}

describe('findNonJson on JSON', () => {
  it.each([null, true, false, 0, -1.5, 1e300, '', 'text', [], {}, [[null]], { a: { b: [1, 'x'] } }])('accepts %j', (value) => {
    expect(findNonJson(value)).toBeNull();
  });

  it('accepts minus zero, which only loses its sign on the way', () => {
    expect(findNonJson({ offset: -0 })).toBeNull();
  });

  it('accepts an object that is met twice but does not stand in itself', () => {
    const host = { name: 'db-1' };
    expect(findNonJson({ from: host, to: host, all: [host, host] })).toBeNull();
  });

  it('accepts objects without a prototype', () => {
    expect(findNonJson(Object.assign(Object.create(null), { a: 1 }))).toBeNull();
  });

  it('accepts objects and arrays of another realm', () => {
    expect(findNonJson(runInNewContext('({ list: [1, { a: null }] })'))).toBeNull();
  });

  it('accepts keys that name members of every object', () => {
    expect(findNonJson(JSON.parse('{"__proto__":{"a":1},"constructor":1,"hasOwnProperty":2,"toString":3}'))).toBeNull();
  });

  it('accepts an array of more members than a call may have arguments', () => {
    expect(findNonJson(new Array<number>(500_000).fill(1))).toBeNull();
  });

  it('accepts whatever JSON.parse answers', () => {
    fc.assert(fc.property(fc.json(), (text) => findNonJson(JSON.parse(text)) === null));
  });
});

describe('findNonJson on what is not JSON', () => {
  class Host {
    readonly name = 'db-1';
  }

  it.each([
    { value: undefined, found: 'undefined' },
    { value: Number.NaN, found: 'NaN' },
    { value: Number.POSITIVE_INFINITY, found: 'Infinity' },
    { value: Number.NEGATIVE_INFINITY, found: '-Infinity' },
    { value: 10n, found: 'a bigint' },
    { value: Symbol('s'), found: 'a symbol' },
    { value: () => 1, found: 'a function' },
    { value: new Date(0), found: 'a Date' },
    { value: new Map(), found: 'a Map' },
    { value: new Set(), found: 'a Set' },
    { value: /x/, found: 'a RegExp' },
    { value: new Error('x'), found: 'an Error' },
    { value: new Uint8Array(2), found: 'an Uint8Array' },
    { value: Object('boxed'), found: 'a String' },
    { value: new Host(), found: 'a Host' },
    { value: runInNewContext('new Date(0)'), found: 'a Date' },
    { value: Object.create({ inherited: 1 }), found: 'an Object' },
    { value: Object.create(Object.create({})), found: 'an Object' },
  ])('refuses $found', ({ value, found }) => {
    expect(findNonJson(value)).toEqual({ path: '$', found });
    expect(findNonJson({ deep: [value] })).toEqual({ path: '$.deep[0]', found });
  });

  it('names the way to the first culprit, in the order of the text', () => {
    const value = { ok: 1, items: [{}, { 'a key': { date: new Date(0) } }], also: undefined };
    expect(findNonJson(value)).toEqual({ path: '$.items[1]["a key"].date', found: 'a Date' });
  });

  it('quotes a key that is not an identifier', () => {
    expect(findNonJson({ '': undefined })?.path).toBe('$[""]');
    expect(findNonJson({ 'a"]': undefined })?.path).toBe('$["a\\"]"]');
    expect(findNonJson({ '1st': undefined })?.path).toBe('$["1st"]');
  });

  it('looks behind a key called __proto__', () => {
    expect(findNonJson(Object.fromEntries([['__proto__', new Date(0)]]))).toEqual({ path: '$.__proto__', found: 'a Date' });
  });

  it('sees a hole as the undefined it stands for, also in an array that is nearly all hole', () => {
    const sparse: unknown[] = [1];
    sparse[4_000_000_000] = 2;
    expect(findNonJson(sparse)).toEqual({ path: '$[1]', found: 'undefined' });
  });

  it('refuses a toJSON of its own, which would answer something else', () => {
    expect(findNonJson({ toJSON: () => 'other' })).toEqual({ path: '$.toJSON', found: 'a function' });
  });
});

describe('findNonJson on loops and depth', () => {
  it('finds an object that stands in itself', () => {
    const trail: Record<string, unknown> = { name: 'release' };
    trail.steps = [{ trail }];
    expect(findNonJson(trail)).toEqual({ path: '$.steps[0].trail', found: 'a loop' });
  });

  it('finds an array that stands in itself', () => {
    const list: unknown[] = [];
    list.push(list);
    expect(findNonJson(list)).toEqual({ path: '$[0]', found: 'a loop' });
  });

  it.each([
    ['arrays', (inner: unknown) => [inner], '[0]'],
    ['objects', (inner: unknown) => ({ a: inner }), '.a'],
  ])(`accepts ${MAX_JSON_DEPTH} levels of %s and refuses one more`, (_, wrap, step) => {
    expect(findNonJson(nested(MAX_JSON_DEPTH, wrap))).toBeNull();
    expect(findNonJson(nested(MAX_JSON_DEPTH + 1, wrap))).toEqual({
      path: `$${step.repeat(MAX_JSON_DEPTH)}`,
      found: 'more than 64 levels',
    });
  });

  it('does not overflow on a million levels', () => {
    expect(findNonJson(nested(1_000_000, (inner) => [inner]))?.found).toBe('more than 64 levels');
  });
});

describe('findNonJson and JSON.stringify', () => {
  it('agree: what is accepted comes back equal from its text', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
        (value) => {
          if (findNonJson(value) !== null) return;
          expect(plain(JSON.parse(JSON.stringify(value)))).toEqual(plain(value));
        },
      ),
    );
  });

  /** The value with ordinary prototypes, and zeros without a sign. */
  function plain(value: unknown): unknown {
    if (typeof value === 'number') return value + 0;
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    return new Map(Object.entries(value).map(([key, member]) => [key, plain(member)]));
  }
});
