import fc from 'fast-check';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { AutoTrailError, defineErrors, messageOf } from '../src/autotrail-error.js';

const shopError = defineErrors({
  SHOP_CLOSED: { sentence: 'The shop of {owner} opens at {hour}, said {owner}.', cure: 'Come back later.' },
  SHOP_GONE: { sentence: 'The shop is gone.', cure: 'Go elsewhere.' },
});

describe('AutoTrailError', () => {
  it('is an Error with a code, and says its name in the stack', () => {
    const error = new AutoTrailError('SHOP_GONE', 'The shop is gone.');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'AutoTrailError', code: 'SHOP_GONE', message: 'The shop is gone.' });
    expect(String(error)).toBe('AutoTrailError: The shop is gone.');
    expect(error.stack).toMatch(/^AutoTrailError: The shop is gone\.\n/);
  });

  it('carries hint, details and cause', () => {
    const cause = new Error('below');
    const error = new AutoTrailError('X', 'x', { hint: 'try y', details: { a: 1 }, cause });
    expect(error).toMatchObject({ hint: 'try y', details: { a: 1 } });
    expect(error.cause).toBe(cause);
  });

  it('has no cause unless one is given, and keeps one that is undefined', () => {
    expect(Object.hasOwn(new AutoTrailError('X', 'x'), 'cause')).toBe(false);
    expect(Object.hasOwn(new AutoTrailError('X', 'x', { cause: undefined }), 'cause')).toBe(true);
  });

  it('is known to every copy of the package', async () => {
    vi.resetModules();
    const other = await import('../src/autotrail-error.js');
    expect(other.AutoTrailError).not.toBe(AutoTrailError);
    const theirs = new other.AutoTrailError('X', 'x');
    expect(theirs).not.toBeInstanceOf(AutoTrailError);
    expect(AutoTrailError.is(theirs)).toBe(true);
    expect(other.AutoTrailError.is(new AutoTrailError('X', 'x'))).toBe(true);
  });

  it.each([null, undefined, 'AutoTrailError', 1, {}, new Error('x'), { name: 'AutoTrailError', code: 'X', message: 'x' }])(
    'does not take value %# for one of its own',
    (value) => {
      expect(AutoTrailError.is(value)).toBe(false);
    },
  );

  it('does not show its brand', () => {
    expect(
      Reflect.ownKeys(new AutoTrailError('X', 'x')).filter((key) =>
        Object.prototype.propertyIsEnumerable.call(new AutoTrailError('X', 'x'), key),
      ),
    ).toEqual(['name', 'code', 'hint', 'details']);
  });
});

describe('defineErrors', () => {
  it('fills the sentence, hints at the cure and keeps the values as details', () => {
    const error = shopError('SHOP_CLOSED', { owner: 'Ada', hour: 9 });
    expect(error).toMatchObject({
      code: 'SHOP_CLOSED',
      message: 'The shop of Ada opens at 9, said Ada.',
      hint: 'Come back later.',
      details: { owner: 'Ada', hour: 9 },
    });
    expect(Object.hasOwn(error, 'cause')).toBe(false);
  });

  it('passes the cause on', () => {
    expect(shopError('SHOP_GONE', {}, 'flood').cause).toBe('flood');
  });

  it('needs no values where the sentence has no placeholder', () => {
    expect(shopError('SHOP_GONE')).toMatchObject({ message: 'The shop is gone.', details: {} });
  });

  it('shows values that are no text as JSON', () => {
    const values = { owner: { name: 'Ada', shops: [1, null] }, hour: true };
    expect(shopError('SHOP_CLOSED', values).message).toContain('{"name":"Ada","shops":[1,null]} opens at true');
  });

  it('leaves a placeholder alone that has no value', () => {
    expect(shopError('SHOP_CLOSED', { hour: 9 }).message).toBe('The shop of {owner} opens at 9, said {owner}.');
  });

  it('does not take what every object inherits for a value', () => {
    const error = defineErrors({ X: { sentence: '{constructor} {__proto__} {toString} {hasOwnProperty}', cure: '' } });
    expect(error('X', {}).message).toBe('{constructor} {__proto__} {toString} {hasOwnProperty}');
    const own = JSON.parse('{"constructor": "a", "__proto__": "b", "toString": "c", "hasOwnProperty": 1}');
    expect(error('X', own).message).toBe('a b c 1');
  });

  it('fills each placeholder once: a value is never read as a sentence or as a replacement pattern', () => {
    const error = defineErrors({ X: { sentence: '<{a}|{b}>', cure: '' } });
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => error('X', { a, b }).message === `<${a}|${b}>`));
    expect(error('X', { a: '{b} $& $1', b: '{a}' }).message).toBe('<{b} $& $1|{a}>');
  });

  it('knows the codes of its table when it is compiled', () => {
    expectTypeOf(shopError).parameter(0).toEqualTypeOf<'SHOP_CLOSED' | 'SHOP_GONE'>();
  });
});

describe('messageOf', () => {
  it.each([
    { thrown: new Error('broken'), message: 'broken' },
    { thrown: new AutoTrailError('X', 'known'), message: 'known' },
    { thrown: { message: 'an error of another realm' }, message: 'an error of another realm' },
    { thrown: { message: 42 }, message: '42' },
    { thrown: 'a text', message: 'a text' },
    { thrown: undefined, message: 'undefined' },
    { thrown: null, message: 'null' },
    { thrown: Symbol('s'), message: 'Symbol(s)' },
    { thrown: 0, message: '0' },
  ])('answers "$message"', ({ thrown, message }) => {
    expect(messageOf(thrown)).toBe(message);
  });

  it.each([
    Object.create(null),
    { message: Object.create(null) },
    {
      get message() {
        throw new Error('not even this');
      },
    },
    {
      toString() {
        throw new Error('nor this');
      },
    },
  ])('does not throw on hostile value %#', (thrown) => {
    expect(messageOf(thrown)).toBe('something that cannot be shown');
  });
});
