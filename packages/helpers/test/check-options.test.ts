import { describe, expect, it } from 'vitest';
import { BOOLEAN, checkOptions } from '../src/check-options.js';

const RULES = { loud: BOOLEAN };

describe('checkOptions', () => {
  it('takes options that follow their rules, and those left undefined', () => {
    expect(() => checkOptions('it', { loud: true }, RULES)).not.toThrow();
    expect(() => checkOptions('it', { loud: undefined, other: undefined }, RULES)).not.toThrow();
  });

  it('refuses what breaks its rule, naming owner, option and value', () => {
    expect(() => checkOptions('it', { loud: 'yes' }, RULES)).toThrow(
      expect.objectContaining({
        code: 'AUTOTRAIL_BAD_OPTION',
        message: "Expected option `loud` of it to be true or false, got 'yes'.",
      }),
    );
  });

  it.each(['lound', 'constructor', '__proto__'])('refuses the unknown option %s', (option) => {
    const options = JSON.parse(`{"${option}": 1}`) as object;
    expect(() => checkOptions('it', options, RULES)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_UNKNOWN_OPTION' }));
  });
});
