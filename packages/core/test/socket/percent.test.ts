import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLine, encodeLine } from '../../src/socket/index.js';

/** The rule read literally: byte by byte. */
function slowly(text: string): string {
  return Array.from(Buffer.from(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9_./-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

describe('encodeLine', () => {
  it('encodes every character of ASCII as the rule says', () => {
    const ascii = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));
    expect(encodeLine(ascii)).toBe(slowly(ascii));
  });

  it('equals the rule read byte by byte, and is undone by decodeLine', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', size: 'medium' }), (text) => {
        expect(encodeLine(text)).toBe(slowly(text));
        expect(decodeLine(encodeLine(text))).toBe(text);
      }),
    );
  });

  it('leaves no newline in a line', () => {
    expect(encodeLine('a\nb')).toBe('a%0Ab');
  });

  it('refuses half of a surrogate pair, which UTF-8 cannot express', () => {
    expect(() => encodeLine('\ud83d')).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_LINE' }));
  });
});

describe('decodeLine', () => {
  it('reads small hex digits, and characters that did not have to be encoded', () => {
    expect(decodeLine('%7b"a b"%3a~%7d')).toBe('{"a b":~}');
  });

  it.each(['%', '%7', '%zz', '%7B%', '%C3', '%C0%AF', '%ED%A0%80', '%FF'])('refuses the broken sequence in %s', (line) => {
    expect(() => decodeLine(line)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_LINE' }));
  });
});
