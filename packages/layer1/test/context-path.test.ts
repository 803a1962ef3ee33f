import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { obstacleOn, overlap, pathOf, putAll, putAt, valueAt } from '../src/context-path.js';

const CONTEXT = { db: { host: 'db-1', ports: [1, 2], at: null }, n: 0 };

describe('pathOf', () => {
  it('takes a path apart', () => {
    expect([pathOf('db'), pathOf('db.host'), pathOf('a b.ä')]).toEqual([['db'], ['db', 'host'], ['a b', 'ä']]);
  });

  it.each(['', '.', 'db.', '.db', 'db..host', '__proto__', 'db.constructor.x', 'prototype', `${'a.'.repeat(63)}a`])(
    'knows no way along %j',
    (key) => {
      expect(pathOf(key)).toBeNull();
    },
  );
});

describe('valueAt', () => {
  it('answers what stands there, null and false things too', () => {
    expect([valueAt(CONTEXT, []), valueAt(CONTEXT, ['db', 'host']), valueAt(CONTEXT, ['db', 'at'])]).toEqual([
      CONTEXT,
      'db-1',
      null,
    ]);
    expect(valueAt(CONTEXT, ['n'])).toBe(0);
  });

  it.each([['toString'], ['db', 'toString'], ['db', 'host', 'length'], ['db', 'ports', '0'], ['x', 'y']])(
    'answers undefined where nothing stands: %s %s %s',
    (...path) => {
      expect(valueAt(CONTEXT, path)).toBeUndefined();
    },
  );
});

describe('obstacleOn', () => {
  it('is the first thing on the way that is no object', () => {
    expect(obstacleOn(CONTEXT, ['db', 'host', 'x', 'y'])).toEqual(['db', 'host']);
    expect(obstacleOn(CONTEXT, ['db', 'ports', '0'])).toEqual(['db', 'ports']);
    expect(obstacleOn(CONTEXT, ['db', 'at', 'x'])).toEqual(['db', 'at']);
    expect(obstacleOn('text', ['x'])).toEqual([]);
  });

  it('is nothing where the path can be gone along, and ends wherever it does', () => {
    for (const path of [['db'], ['db', 'host'], ['x', 'y', 'z'], ['n']]) expect(obstacleOn(CONTEXT, path)).toBeNull();
  });
});

const keys = fc.constantFrom('a', 'b', 'a.b', 'a.b.c', 'b.c');
const values = fc.jsonValue({ maxDepth: 2 });

describe('putAt', () => {
  it('puts a value where it is then found, and touches nothing that the path does not lead through', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ key: keys, value: values })), keys, values, (before, key, value) => {
        const root = putAll({}, before as never) as Record<string, never>;
        const others = Object.keys(root).filter((name) => name !== key.split('.')[0]);
        const kept = others.map((name) => [name, structuredClone(root[name])]);
        const after = putAt(root, key.split('.'), value as never) as Record<string, never>;
        expect(after).toBe(root);
        expect(valueAt(after, key.split('.'))).toEqual(value);
        expect(others.map((name) => [name, after[name]])).toEqual(kept);
      }),
    );
  });

  it('replaces what takes nothing: what is no object, is frozen, or has a property that cannot be set', () => {
    expect(putAt({ a: 1 }, ['a', 'b'], 2)).toEqual({ a: { b: 2 } });
    expect(putAt({ a: [1] }, ['a', 'b'], 2)).toEqual({ a: { b: 2 } });
    expect(putAt(undefined, ['a'], 1)).toEqual({ a: 1 });
    expect(putAt(Object.freeze({ a: 1, b: 2 }), ['a'], 3)).toEqual({ a: 3, b: 2 });
    const fixed = Object.defineProperty({ b: 2 } as Record<string, number>, 'a', { get: () => 1, enumerable: true });
    expect(putAt(fixed, ['a'], 3)).toEqual({ a: 3, b: 2 });
  });

  it('may set what a sealed object has', () => {
    const sealed = Object.seal({ a: 1 });
    expect(putAt(sealed, ['a'], 2)).toBe(sealed);
    expect(sealed.a).toBe(2);
  });
});

describe('overlap', () => {
  it.each([
    { one: 'db', other: 'db', is: true },
    { one: 'db.host', other: 'db', is: true },
    { one: 'db', other: 'db.host.name', is: true },
    { one: 'db.host', other: 'db.port', is: false },
    { one: 'db', other: 'dbs', is: false },
  ])('of $one and $other: $is', ({ one, other, is }) => {
    expect([overlap(one.split('.'), other.split('.')), overlap(other.split('.'), one.split('.'))]).toEqual([is, is]);
  });
});
