import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/cli/printable.js';

const CONTROLS = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).filter((c) => /\p{Cc}/u.test(c));
const BIDI = [...'\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029'];
const hostileText = fc.string({
  unit: fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.constantFrom(...CONTROLS, ...BIDI)),
});

describe('printable', () => {
  it('spells out what a terminal would obey', () => {
    expect(printable('a\u001b[31mb')).toBe('a\\u001b[31mb');
    expect(printable('\u001b]52;c;aGk=\u0007 \u009b31m \u007f \r\n')).toBe(
      '\\u001b]52;c;aGk=\\u0007 \\u009b31m \\u007f \\u000d\\u000a',
    );
    expect(printable('abc\u202edcba')).toBe('abc\\u202edcba');
  });

  it('leaves every other text as it is, and shows a tab as spaces', () => {
    expect(printable('Grüße, 世界 👩‍👩‍👧 ~ \\u001b')).toBe('Grüße, 世界 👩‍👩‍👧 ~ \\u001b');
    expect(printable('a\tb')).toBe('a    b');
  });

  it('lets no control character and no mark of direction through, and changes nothing the second time', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = printable(text);
        for (const character of [...CONTROLS, ...BIDI]) expect(shown).not.toContain(character);
        expect(printable(shown)).toBe(shown);
      }),
    );
  });

  it('changes no JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), hostileText, (value, text) => {
        const json = JSON.stringify({ value, text });
        expect(JSON.parse(printable(json))).toEqual(JSON.parse(json));
      }),
    );
  });
});
