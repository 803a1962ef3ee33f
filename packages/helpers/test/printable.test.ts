import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../src/printable.js';
import { anyText } from './support/any-text.js';

const CONTROLS = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).filter((c) => /\p{Cc}/u.test(c));
const BIDI = [...'\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029'];
const hostileText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom(...CONTROLS, ...BIDI, '\ud800', '\uffff', '\u{1fffe}'),
  ),
});

describe('printable', () => {
  it('leaves text of any language and pictures alone', () => {
    for (const text of ['Größe "λ" <b> 数 🚀 \\', 'Grüße, 世界 👩‍👩‍👧 ~ \\u001b']) expect(printable(text)).toBe(text);
  });

  it.each([
    ['\n\r\t', '\\n\\r\\t'],
    ['\0\u001b[2J\u007f\u009b', '\\u0000\\u001b[2J\\u007f\\u009b'],
    ['\u001b]52;c;aGk=\u0007 \u009b31m', '\\u001b]52;c;aGk=\\u0007 \\u009b31m'],
    ['\u2028\u202e', '\\u2028\\u202e'],
    ['\ud800x', '\\ud800x'],
    ['\uffff\u{1fffe}', '\\uffff\\ud83f\\udffe'],
  ])('writes %j as an escape', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('answers one line without control characters for any text', () => {
    fc.assert(fc.property(anyText, (text) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(printable(text))));
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
