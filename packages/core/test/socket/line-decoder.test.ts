import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineDecoder, MAX_LINE_BYTES } from '../../src/socket/index.js';

const NEWLINE = 10;
const texts = fc.array(
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', '')),
  { minLength: 1, maxLength: 8 },
);

function decode(decoder: LineDecoder, ...chunks: Uint8Array[]): string[] {
  return chunks.flatMap((chunk) => [...decoder.push(chunk)]);
}

/** A line of so many bytes, with its newline. */
function lineOf(bytes: number): Buffer {
  return Buffer.concat([Buffer.alloc(bytes, 'x'), Buffer.of(NEWLINE)]);
}

describe('LineDecoder', () => {
  it('yields the same lines wherever the chunks are split', () => {
    const bytes = Buffer.from('żółw\n\n🐢🐢\n{"name":"list"}\n\uFEFF語\n');
    for (let i = 0; i <= bytes.length; i += 1) {
      for (let j = i; j <= bytes.length; j += 1) {
        const lines = decode(new LineDecoder(), bytes.subarray(0, i), bytes.subarray(i, j), bytes.subarray(j));
        expect(lines).toEqual(['żółw', '', '🐢🐢', '{"name":"list"}', '\uFEFF語']);
      }
    }
  });

  it('yields any lines through chunks of any sizes', () => {
    fc.assert(
      fc.property(texts, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (lines, sizes) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const decoder = new LineDecoder();
        const decoded: string[] = [];
        for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          decoded.push(...decoder.push(bytes.subarray(start, start + size)));
          start += size;
        }
        expect(decoded).toEqual(lines);
      }),
    );
  });

  it('keeps a line that has no end yet', () => {
    const decoder = new LineDecoder();
    expect(decode(decoder, Buffer.from('half'))).toEqual([]);
    expect(decode(decoder, Buffer.from(' a line\nnext'))).toEqual(['half a line']);
  });

  it('does not look at a chunk again after its owner has reused it', () => {
    const decoder = new LineDecoder();
    const chunk = Buffer.from('abc');
    decode(decoder, chunk);
    chunk.fill('z');
    expect(decode(decoder, Buffer.from('\n'))).toEqual(['abc']);
  });

  it.each([MAX_LINE_BYTES - 1, MAX_LINE_BYTES])('accepts a line of %i bytes', (bytes) => {
    expect(decode(new LineDecoder(), lineOf(bytes))).toEqual(['x'.repeat(bytes)]);
    expect(decode(new LineDecoder(), lineOf(bytes).subarray(0, 9), lineOf(bytes).subarray(9))).toEqual(['x'.repeat(bytes)]);
  });

  it('refuses a line that is a byte too long', () => {
    const line = lineOf(MAX_LINE_BYTES + 1);
    const refusal = expect.objectContaining({ code: 'AUTOTRAIL_LINE_TOO_LONG', details: { limit: MAX_LINE_BYTES } });
    expect(() => decode(new LineDecoder(), line)).toThrow(refusal);
    expect(() => decode(new LineDecoder(), line.subarray(0, 9), line.subarray(9))).toThrow(refusal);
  });

  it('refuses a line that is too long before it ends', () => {
    const decoder = new LineDecoder(4);
    decode(decoder, Buffer.from('1234'));
    expect(() => decode(decoder, Buffer.from('5'))).toThrow('at most 4 bytes');
  });

  it('holds no more than the limit of 64 MiB without a newline', () => {
    const decoder = new LineDecoder();
    const part = Buffer.alloc(64 * 1024, 'x');
    let taken = 0;
    const takeAll = (): void => {
      for (; taken < 64 * MAX_LINE_BYTES; taken += part.length) decode(decoder, part);
    };
    expect(takeAll).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_LINE_TOO_LONG' }));
    expect(taken).toBe(MAX_LINE_BYTES);
  });

  it('counts bytes, not characters', () => {
    expect(decode(new LineDecoder(4), Buffer.from('🐢\n'))).toEqual(['🐢']);
    expect(() => decode(new LineDecoder(3), Buffer.from('🐢\n'))).toThrow('at most 3 bytes');
  });

  it('takes a drip of single bytes up to the limit', () => {
    const decoder = new LineDecoder();
    const drop = Buffer.from('x');
    for (let i = 0; i < MAX_LINE_BYTES; i += 1) for (const line of decoder.push(drop)) throw new Error(`too early: ${line}`);
    expect(decode(decoder, Buffer.of(NEWLINE))).toEqual(['x'.repeat(MAX_LINE_BYTES)]);
  });

  it.each([
    ['a lone continuation byte', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['half a surrogate pair', [0xed, 0xa0, 0x80]],
    ['a character cut short', [0xf0, 0x9f, 0x90]],
  ])('yields the lines before %s, then refuses it', (_, bad) => {
    const lines = new LineDecoder().push(Buffer.concat([Buffer.from('one\ntwo\n'), Buffer.from(bad), Buffer.from('\nthree\n')]));
    expect(lines.next().value).toBe('one');
    expect(lines.next().value).toBe('two');
    expect(() => lines.next()).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_LINE' }));
  });
});
