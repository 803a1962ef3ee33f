import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Masker } from '../../src/secrets/masker.js';
import { ENCODERS, secretValue } from '../support/secrets.js';

function streamed(masker: Masker, pieces: readonly string[]): string {
  const stream = masker.stream();
  return pieces.map((piece) => stream.push(piece)).join('') + stream.end();
}

function cutAt(text: string, places: readonly number[]): readonly string[] {
  const cuts = [0, ...places.map((place) => place % (text.length + 1)).sort((a, b) => a - b), text.length];
  return cuts.slice(1).map((cut, i) => text.slice(cuts[i], cut));
}

describe('MaskStream', () => {
  it.each(Object.entries(ENCODERS))('masks what %s makes of a secret, cut anywhere', (_, encode) => {
    const secret = 'c"a/n\'a r+y?é';
    const masker = new Masker(new Map([[secret, 'CANARY']]));
    const text = `before ${encode(secret)} after`;
    for (let at = 0; at <= text.length; at++) {
      expect(streamed(masker, [text.slice(0, at), text.slice(at)])).toBe('before [secret CANARY] after');
    }
    expect(streamed(masker, text.split(''))).toBe('before [secret CANARY] after');
  });

  it('masks whatever text as if it came whole, however it is cut', () => {
    const letters = (minLength: number, maxLength: number) =>
      fc.string({ unit: fc.constantFrom('a', 'b'), minLength, maxLength });
    const secrets = fc.array(letters(4, 9), { maxLength: 3 });
    fc.assert(
      fc.property(secrets, letters(0, 60), fc.array(fc.nat(), { maxLength: 6 }), (values, text, places) => {
        const masker = new Masker(new Map(values.map((value, i) => [value, `S${i}`])));
        expect(streamed(masker, cutAt(text, places))).toBe(masker.maskText(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('masks real secrets as if they came whole, too', () => {
    const text = fc.tuple(fc.string(), secretValue, fc.constantFrom(...Object.values(ENCODERS)), fc.string());
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 6 }), ([before, value, encode, after], places) => {
        const masker = new Masker(new Map([[value, 'IT']]));
        const whole = before + encode(value) + after;
        expect(streamed(masker, cutAt(whole, places))).toBe(masker.maskText(whole));
      }),
    );
  });

  it('holds back no more than what may be the beginning of a secret', () => {
    const stream = new Masker(new Map([['hunter2', 'PASSWORD']])).stream();
    expect(stream.push('a hunt')).toBe('a ');
    expect(stream.push('ing hunter')).toBe('hunting ');
    expect(stream.push('2')).toBe('[secret PASSWORD]');
    expect(stream.push(', hunter')).toBe(', ');
    expect(stream.end()).toBe('hunter');
  });

  it('holds back no more than the longest form, however long a row of secrets that overlap is', () => {
    const stream = new Masker(new Map([['aaaa', 'A']])).stream();
    for (let i = 0; i < 1_000; i++) expect(stream.push('a'.repeat(1_000))).toBe('');
    expect(stream.push('b')).toBe('[secret A]b');
  });

  it('lets everything through where there is no secret', () => {
    const stream = new Masker(new Map()).stream();
    expect(stream.push('anything')).toBe('anything');
    expect(stream.end()).toBe('');
  });
});
