import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Masker } from '../../src/secrets/masker.js';
import { secretForms } from '../../src/secrets/secret-forms.js';
import { base64OfSecretAlone, ENCODERS, secretValue } from '../support/secrets.js';

const MEGABYTE = 1_000_000;
const KEY = [
  '-----BEGIN PRIVATE KEY-----',
  ...Array.from({ length: 26 }, (_, i) => `${'MIIEvQIBADANBgkq/+'.repeat(3)}${i}${'x'.repeat(9)}`),
].join('\n');

function masker(...values: readonly string[]): Masker {
  return new Masker(new Map(values.map((value, i) => [value, `S${i}`])));
}

describe('Masker.maskText', () => {
  it('replaces every occurrence of a secret by its name', () => {
    expect(masker('hunter2').maskText('hunter2, not hunter; hunter2hunter2')).toBe(
      '[secret S0], not hunter; [secret S0][secret S0]',
    );
  });

  it('takes a secret literally', () => {
    expect(masker('a.*b|(c').maskText('aXXb a.*b|(c $& (c')).toBe('aXXb [secret S0] $& (c');
    expect(masker('\\d+$1').maskText('1234 \\d+$1')).toBe('1234 [secret S0]');
  });

  it('masks the longer one where a secret is inside another', () => {
    expect(masker('hunter', 'my hunter2').maskText('my hunter2, hunter')).toBe('[secret S1], [secret S0]');
  });

  it('leaves nothing over of secrets that overlap', () => {
    expect(masker('abcdef', 'defghi').maskText('<abcdefghi>')).toBe('<[secret S0]>');
  });

  it('names a value after the secret that was registered first', () => {
    expect(
      new Masker(
        new Map([
          ['hunter2\n', 'A'],
          ['hunter2', 'B'],
        ]),
      ).maskText('hunter2'),
    ).toBe('[secret A]');
  });

  it('masks each line of a secret of several lines, and all of it together', () => {
    const mask = masker(KEY);
    for (const line of KEY.split('\n')) expect(mask.maskText(`| ${line} |`)).toBe('| [secret S0] |');
    expect(mask.maskText(`<${KEY}>`)).toBe('<[secret S0]>');
    expect(mask.maskText(JSON.stringify({ key: KEY }))).toBe('{"key":"[secret S0]"}');
    expect(mask.maskText(KEY.replaceAll('\n', '\r\n'))).toBe(KEY.replaceAll(/.+/g, '[secret S0]').replaceAll('\n', '\r\n'));
  });

  it.each(Object.entries(ENCODERS))('leaves nothing over of what %s makes of any secret in any text', (_, encode) => {
    fc.assert(
      fc.property(fc.string(), secretValue, fc.string(), (before, value, after) => {
        const masked = masker(value).maskText(before + encode(value) + after);
        for (const form of secretForms(value)) expect(masked).not.toContain(form);
      }),
    );
  });

  it('leaves nothing over of a secret inside anything that is written in base64', () => {
    const alphabet = fc.constantFrom('base64' as const, 'base64url' as const);
    const cases = fc.record({ before: fc.uint8Array(), secret: secretValue, after: fc.uint8Array(), alphabet });
    fc.assert(
      fc.property(cases, ({ before, secret, after, alphabet }) => {
        const value = Buffer.from(secret);
        const text = Buffer.concat([before, value, after]).toString(alphabet);
        const shown = base64OfSecretAlone({ before: before.length, value, after: after.length, alphabet });
        expect(text).toContain(shown);
        expect(masker(secret).maskText(text)).not.toContain(shown);
      }),
    );
  });

  it('leaves nothing over of any of several secrets, also where masks and what stands around them could make one', () => {
    const unit = fc.constantFrom(...'secret S0[]*'.split(''));
    const secrets = fc.array(fc.string({ unit, minLength: 4, maxLength: 8 }), { minLength: 1, maxLength: 4 });
    const pieces = (values: readonly string[]) =>
      fc.array(fc.oneof(fc.constantFrom(...values), fc.string({ unit, maxLength: 3 })));
    const cases = secrets.chain((values) => fc.tuple(fc.constant(values), pieces(values)));
    fc.assert(
      fc.property(cases, ([values, texts]) => {
        const mask = masker(...values);
        const masked = mask.maskText(texts.join(''));
        for (const value of values) expect(masked).not.toContain(value);
        expect(mask.maskText(masked)).toBe(masked);
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves a text as it is where no secret is in it', () => {
    fc.assert(
      fc.property(fc.array(secretValue), fc.string({ unit: 'binary' }), (values, text) => {
        fc.pre(values.every((value) => [...secretForms(value)].every((form) => !text.includes(form))));
        expect(masker(...values).maskText(text)).toBe(text);
      }),
    );
  });

  // What looks at every place for all of the secret takes minutes here.
  it.each([
    ['one letter', 'a'.repeat(MEGABYTE), `${'a'.repeat(50_000)}b`],
    ['the letters of a secret over and over', 'hunter'.repeat(MEGABYTE / 6), `${'hunter'.repeat(8_000)}2`],
    ['a secret over and over', 'aaaa'.repeat(MEGABYTE / 4), 'aaaa'],
    ['the key over and over', KEY.repeat(MEGABYTE / KEY.length), KEY],
    ['beginnings of the key', `${KEY.slice(0, -1)}!`.repeat(MEGABYTE / KEY.length), KEY],
  ])('takes time that is linear in the text: %s', (_, text, value) => {
    const masked = masker(value).maskText(text);
    expect(masked.includes(value)).toBe(false);
    const stream = masker(value).stream();
    expect(stream.push(text) + stream.end()).toBe(masked);
  });

  it('masks a million characters of ordinary output with a hundred secrets', () => {
    const values = Array.from({ length: 100 }, (_, i) => `pass-${i}-${'x'.repeat(i)}!`);
    const text = 'The quick brown fox jumps over the lazy dog, pass-7-xxxxxxx! or not.\n'.repeat(MEGABYTE / 69);
    expect(masker(...values).maskText(text)).toBe(text.replaceAll('pass-7-xxxxxxx!', '[secret S7]'));
  });
});

describe('Masker.maskJson', () => {
  it('masks all strings of a value, keys too, at any depth', () => {
    const value = { a: ['hunter2', 1, null, true, { 'x hunter2': 'y' }], b: { c: 'is hunter2.' } };
    expect(masker('hunter2').maskJson(value)).toEqual({
      a: ['[secret S0]', 1, null, true, { 'x [secret S0]': 'y' }],
      b: { c: 'is [secret S0].' },
    });
    expect(value.b.c).toBe('is hunter2.');
  });

  it('answers the same value where nothing was masked, and shares the parts without a secret', () => {
    const clean = { list: [1, 'x', { y: null }] };
    const mask = masker('hunter2');
    expect(mask.maskJson(clean)).toBe(clean);
    const masked = mask.maskJson({ clean, other: 'hunter2' });
    expect(masked.clean).toBe(clean);
    expect(new Masker(new Map()).maskJson(clean)).toBe(clean);
    for (const value of [null, 1, true, '', undefined]) expect(mask.maskJson(value)).toBe(value);
  });

  it('loses no key where several become the same', () => {
    const masked = masker('hunter2').maskJson({ hunter2: 1, aHVudGVyMg: 2, '[secret S0]': 3, x: 4 });
    expect(Object.values(masked)).toEqual([1, 2, 3, 4]);
    expect(JSON.stringify(masked)).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  it('keeps a key __proto__ what it is', () => {
    const value = JSON.parse('{"__proto__":{"admin":"hunter2"}}');
    expect(JSON.stringify(masker('hunter2').maskJson(value))).toBe('{"__proto__":{"admin":"[secret S0]"}}');
    expect(({} as { admin?: string }).admin).toBeUndefined();
  });

  it('leaves no secret anywhere in the JSON of a value, which stays JSON', () => {
    const value = fc.tuple(secretValue, fc.jsonValue(), fc.constantFrom(...Object.values(ENCODERS)));
    fc.assert(
      fc.property(value, ([secret, other, encode]) => {
        const holding = { [`k${encode(secret)}`]: [other, { deep: `<${encode(secret)}>` }], other };
        const masked = masker(secret).maskJson<unknown>(holding);
        expect(JSON.parse(JSON.stringify(masked))).toEqual(JSON.parse(JSON.stringify(masked)));
        const texts: string[] = [];
        JSON.stringify(masked, (key, each) => {
          texts.push(key, ...(typeof each === 'string' ? [each] : []));
          return each;
        });
        for (const text of texts) for (const form of secretForms(secret)) expect(text).not.toContain(form);
      }),
    );
  });
});
