import { describe, expect, it } from 'vitest';
import { BOOLEAN, checkNames, checkOptions } from '../src/options.js';

const RULES = { isLoud: BOOLEAN, isRed: BOOLEAN };

function check(options: object) {
  return () => checkOptions('a bell', options, RULES);
}

describe('Options', () => {
  it('are taken where they are what their rules say, and where they are left out or undefined', () => {
    for (const options of [{}, { isLoud: true }, { isLoud: undefined, isRed: false }, { isBlue: undefined }]) {
      expect(check(options)).not.toThrow();
    }
  });

  it('that are wrong are refused, saying whose they are, what is expected and what came', () => {
    expect(check({ isRed: 'yes' })).toThrow(
      expect.objectContaining({
        code: 'AUTOTRAIL_BAD_OPTION',
        message: 'Expected option `isRed` of a bell to be true or false, got "yes".',
      }),
    );
    expect(check({ isLoud: null })).toThrow('got null.');
    expect(check({ isLoud: Number.NaN })).toThrow('got NaN.');
  });

  it.each(['isBlue', 'isloud', 'constructor', 'toString', ''])('that there are not are refused: %j', (option) => {
    expect(check({ [option]: true })).toThrow(
      expect.objectContaining({
        code: 'AUTOTRAIL_UNKNOWN_OPTION',
        message: `Expected an option of a bell among isLoud, isRed, got \`${option}\`.`,
      }),
    );
  });

  it('are refused by their names before their values are looked at, and by an own `__proto__` too', () => {
    expect(check({ isRed: 'yes', isBlue: 1 })).toThrow('got `isBlue`.');
    expect(check(JSON.parse('{ "__proto__": true }') as object)).toThrow('got `__proto__`.');
  });

  it('may be checked by their names alone', () => {
    expect(() => checkNames('a bell', { isRed: 'yes', isBlue: undefined }, ['isRed'])).not.toThrow();
    expect(() => checkNames('a bell', { isBlue: null }, ['isRed'])).toThrow('of a bell among isRed, got `isBlue`.');
  });
});
