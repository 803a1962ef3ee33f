import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.js';
import { type Codec, decodeMessage, encodeMessage, jsonCodec, percentCodec } from '../../src/socket/index.js';

const messages = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ noUnicodeString: false })).map((message) => {
  return JSON.parse(JSON.stringify(message)) as JsonObject;
});

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

function withoutNewline(line: string): string {
  return line.slice(0, -1);
}

describe.each<[string, Codec]>([
  ['percentCodec', percentCodec],
  ['jsonCodec', jsonCodec],
])('%s', (_, codec) => {
  it('writes one line and reads the same message from it', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const line = codec.encode(message);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(codec.decode(withoutNewline(line))).toStrictEqual(message);
      }),
    );
  });

  it('reads plain and percent-encoded lines', () => {
    expect(codec.decode('{"name":"100 % é"}')).toEqual({ name: '100 % é' });
    expect(codec.decode('%7B%22name%22%3A%22100%20%25%20%C3%A9%22%7D')).toEqual({ name: '100 % é' });
  });

  it('takes a percent sequence in a plain line for what it is', () => {
    expect(codec.decode('{"name":"%41"}')).toEqual({ name: '%41' });
  });

  it('keeps a lone surrogate', () => {
    expect(codec.decode(withoutNewline(codec.encode({ half: '\ud83d' })))).toEqual({ half: '\ud83d' });
  });

  it('reads `__proto__` as a key like any other', () => {
    const message = codec.decode('{"__proto__":{"admin":true}}');
    expect(Object.keys(message as JsonObject)).toEqual(['__proto__']);
    expect(message).not.toHaveProperty('admin');
  });

  it('accepts 64 levels and refuses 65, unless it is told otherwise', () => {
    const refusal = expect.objectContaining({ code: 'AUTOTRAIL_TOO_DEEP', details: { limit: 64 } });
    expect(codec.decode(nested(64))).toHaveLength(1);
    expect(() => codec.decode(nested(65))).toThrow(refusal);
    expect(() => codec.decode(`%5B${nested(64)}%5D`)).toThrow(refusal);
    expect(codec.decode(nested(65), 65)).toHaveLength(1);
  });

  it.each(['', '%', '%7B%zz', 'list', '{"name":', '{"a":1}{"b":2}', '\uFEFF{}', "{'a':1}"])('refuses %j', (line) => {
    expect(() => codec.decode(line)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_LINE' }));
  });
});

describe('encodeMessage and decodeMessage', () => {
  it('speak wire version 1 by themselves', () => {
    expect(encodeMessage({ name: 'list' })).toBe('%7B%22name%22%3A%22list%22%7D\n');
    expect(decodeMessage('%7B%22name%22%3A%22list%22%7D')).toEqual({ name: 'list' });
  });

  it('take another codec', () => {
    expect(encodeMessage({ name: 'list' }, jsonCodec)).toBe('{"name":"list"}\n');
    const shouting: Codec = { encode: () => '', decode: (line) => line.toUpperCase() };
    expect(decodeMessage('list', shouting)).toBe('LIST');
  });
});
