import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTypedValue } from '../../src/cli/typed-value.js';

describe('readTypedValue', () => {
  it.each(['False', 'false', 'FALSE', '0', 'no', ' off '])('reads %j as the boolean false', (text) => {
    expect(readTypedValue(text, 'boolean')).toBe(false);
  });

  it.each(['True', 'true', '1', 'yes', 'on'])('reads %j as the boolean true', (text) => {
    expect(readTypedValue(text, 'boolean')).toBe(true);
  });

  it.each(['', 'nope', '2', 'null'])('refuses %j as a boolean', (text) => {
    expect(() => readTypedValue(text, 'boolean')).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_USAGE' }));
  });

  it('leaves a text as it is, whatever it looks like', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => readTypedValue(text, 'string') === text));
  });

  it('reads every finite number back', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (value) => readTypedValue(String(value), 'number') === value + 0,
      ),
    );
  });

  it.each(['', ' ', 'x', 'NaN', 'Infinity', '1 2'])('refuses %j as a number', (text) => {
    expect(() => readTypedValue(text, 'number')).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_USAGE' }));
  });

  it('reads every JSON back, and refuses what is none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        expect(JSON.stringify(readTypedValue(json, 'json'))).toBe(JSON.stringify(JSON.parse(json)));
      }),
    );
    expect(() => readTypedValue('{', 'json')).toThrow('Expected JSON, got "{"');
  });
});
