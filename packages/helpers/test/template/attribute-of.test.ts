import { describe, expect, it } from 'vitest';
import { attributeOf } from '../../src/template/attribute-of.js';

class Base {
  get region(): string {
    return 'eu';
  }
}

class Context extends Base {
  port = 5432;
  readonly #secret = 'db-1';

  get host(): string {
    return this.#secret;
  }

  get broken(): string {
    throw new Error('no network');
  }

  method(): string {
    return 'never';
  }
}

const missing = (name: string) =>
  expect.objectContaining({ code: 'AUTOTRAIL_MISSING_ATTRIBUTE', details: expect.objectContaining({ name }) });

describe('attributeOf', () => {
  it('answers own properties, whatever they hold', () => {
    expect(attributeOf({ a: 1 }, 'a')).toBe(1);
    expect(attributeOf({ a: undefined }, 'a')).toBeUndefined();
    expect(attributeOf(Object.assign(Object.create(null), { a: 'x' }), 'a')).toBe('x');
  });

  it('answers getters of the object, of its class and of the classes above', () => {
    expect(
      attributeOf(
        {
          get a() {
            return 2;
          },
        },
        'a',
      ),
    ).toBe(2);
    expect(attributeOf(new Context(), 'host')).toBe('db-1');
    expect(attributeOf(new Context(), 'region')).toBe('eu');
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__'])(
    'does not take %s, which every object inherits, for an attribute',
    (name) => {
      expect(() => attributeOf({ a: 1 }, name)).toThrow(missing(name));
      expect(() => attributeOf(new Context(), name)).toThrow(missing(name));
    },
  );

  it('takes a property called like one that objects inherit, if it is the context’s own', () => {
    expect(attributeOf(JSON.parse('{"__proto__": "x", "constructor": "y"}'), '__proto__')).toBe('x');
    expect(attributeOf({ constructor: 'y' }, 'constructor')).toBe('y');
  });

  it('does not take methods of a class or data of a prototype for attributes', () => {
    expect(() => attributeOf(new Context(), 'method')).toThrow(missing('method'));
    expect(() => attributeOf(Object.create({ a: 1 }), 'a')).toThrow(missing('a'));
  });

  it('names what is missing and what there is', () => {
    expect(() => attributeOf(new Context(), 'hots')).toThrow(
      'Expected the context to have an attribute hots, got one with: port, host, broken, region.',
    );
  });

  it('names only the first of very many attributes', () => {
    const context = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`a${i}`, i]));
    expect(() => attributeOf(context, 'b')).toThrow(/a19, 980 more\.$/);
  });

  it.each([undefined, null, 'text', 7])('finds no attribute in the context %j', (context) => {
    expect(() => attributeOf(context, 'length')).toThrow(/got one with: none\.$/);
  });

  it('lets through what a getter throws', () => {
    expect(() => attributeOf(new Context(), 'broken')).toThrow('no network');
  });

  it('is a parameter of the run where the context has none of the name, of its own', () => {
    const params = { a: 'from the run', b: 2 };
    expect([attributeOf({ a: 1 }, 'a', params), attributeOf({ a: 1 }, 'b', params)]).toEqual([1, 2]);
    expect(attributeOf(undefined, 'b', params)).toBe(2);
    expect(() => attributeOf({}, 'toString', params)).toThrow(missing('toString'));
    expect(() => attributeOf({ a: 1, c: 1 }, 'd', params)).toThrow('got one with: a, c, b.');
  });
});
