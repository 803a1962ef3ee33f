import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter, MAX_LINE_BYTES } from '../../src/command/line-splitter.js';
import { anyArgument } from '../support/any-text.js';

function linesOf(chunks: readonly Buffer[]): readonly string[] {
  const splitter = new LineSplitter();
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

function cutAt(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const cuts = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((cut, i) => bytes.subarray(cuts[i], cut));
}

describe('LineSplitter', () => {
  it('answers the lines that a chunk completes, and the last one at the end', () => {
    const splitter = new LineSplitter();
    expect(splitter.push(Buffer.from('a\n\nb'))).toEqual(['a', '']);
    expect(splitter.push(Buffer.from('c'))).toEqual([]);
    expect(splitter.push(Buffer.from('\nd'))).toEqual(['bc']);
    expect(splitter.end()).toEqual(['d']);
    expect(splitter.end()).toEqual([]);
  });

  it('adds no line after a last newline', () => {
    expect(linesOf([Buffer.from('a\n')])).toEqual(['a']);
    expect(linesOf([])).toEqual([]);
  });

  it('replaces bytes that are no UTF-8', () => {
    expect(linesOf([Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xe2, 0x82, 0x0a, 0xf0])])).toEqual(['a\ufffdb', '\ufffd', '\ufffd']);
  });

  it('makes the same lines of any bytes, however they are cut', () => {
    const line = fc.oneof(
      anyArgument.map((text) => Buffer.from(text)),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    const bytes = fc.array(line).map((lines) => Buffer.concat(lines.flatMap((each) => [each, Buffer.from('\n')])));
    fc.assert(
      fc.property(bytes, fc.array(fc.nat()), (all, places) => {
        const expected = all.toString().split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(linesOf(cutAt(all, places))).toEqual(expected);
      }),
    );
  });

  it('hands a line that is too long on in pieces, the same however it is cut, and tears no character', () => {
    const length = fc.integer({ min: MAX_LINE_BYTES - 4, max: MAX_LINE_BYTES + 4 });
    const line = fc
      .tuple(fc.constantFrom('a', 'é', '€', '🚀'), length, fc.boolean())
      .map(
        ([unit, bytes, isTwice]) =>
          `${'x'.repeat(bytes % 7)}${unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit)) * (isTwice ? 2 : 1))}`,
      );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 3 }), fc.array(fc.nat(), { maxLength: 4 }), (lines, places) => {
        const all = Buffer.from(lines.join('\n'));
        const pieces = linesOf(cutAt(all, places));
        expect(pieces).toEqual(linesOf([all]));
        expect(pieces.join('')).toBe(lines.join(''));
        expect(Math.max(...pieces.map((piece) => Buffer.byteLength(piece)))).toBeLessThanOrEqual(MAX_LINE_BYTES);
        expect(pieces.length).toBeLessThanOrEqual(3 * lines.length);
      }),
      { numRuns: 30 },
    );
  });

  it('cuts a long line of bytes that are no characters, too', () => {
    const pieces = linesOf([Buffer.alloc(3 * MAX_LINE_BYTES, 0x80)]);
    expect(pieces.map((piece) => piece.length)).toEqual([MAX_LINE_BYTES, MAX_LINE_BYTES, MAX_LINE_BYTES]);
  });

  it('holds no more than one line of an endless one', () => {
    const splitter = new LineSplitter();
    const chunk = Buffer.alloc(64 * 1_024, 'x');
    const pieces = Array.from({ length: 100 }, () => splitter.push(chunk)).flat();
    expect(pieces.join('').length + splitter.end().join('').length).toBe(100 * chunk.length);
    expect(pieces.length).toBeGreaterThanOrEqual(49);
  });
});
