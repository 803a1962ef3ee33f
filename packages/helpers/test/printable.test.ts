import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../src/printable.js';
import { anyText } from './support/any-text.js';

describe('printable', () => {
  it('leaves text of any language and pictures alone', () => {
    expect(printable('Größe "λ" <b> 数 🚀 \\')).toBe('Größe "λ" <b> 数 🚀 \\');
  });

  it.each([
    ['\n\r\t', '\\n\\r\\t'],
    ['\0\u001b[2J\u007f\u009b', '\\u0000\\u001b[2J\\u007f\\u009b'],
    ['\u2028\u202e', '\\u2028\\u202e'],
    ['\ud800x', '\\ud800x'],
    ['\uffff\u{1fffe}', '\\uffff\\u{1fffe}'],
  ])('writes %j as an escape', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('answers one line without control characters for any text', () => {
    fc.assert(fc.property(anyText, (text) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(printable(text))));
  });
});
