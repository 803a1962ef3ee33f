import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLine, encodeLine } from '../../src/journal/journal-line.js';

const anyCheck = fc.integer({ min: 0, max: 0xffff_ffff });

describe('a line of a journal', () => {
  it('is JSON itself, with the record as its second part, so that the usual tools read it', () => {
    // The checks are as another implementation of CRC-32 computes them.
    const { bytes, check } = encodeLine('{"é":1}', 0);
    expect(bytes.toString()).toBe('["00000008 ced30531 348fa258",{"é":1}]\n');
    expect(check).toBe(0x348fa258);
    expect(JSON.parse(bytes.toString())[1]).toEqual({ é: 1 });
  });

  it('comes back as it was, whatever stands in it and before it', () => {
    fc.assert(
      fc.property(fc.json(), anyCheck, fc.string({ unit: 'binary' }), (text, before, next) => {
        const { bytes, check } = encodeLine(text, before);
        const followed = Buffer.concat([bytes, Buffer.from(next)]);
        expect(decodeLine(followed, before)).toEqual({ size: bytes.length, check, text });
      }),
    );
  });

  it('is known for incomplete, wherever it ends too early', () => {
    fc.assert(
      fc.property(fc.json(), anyCheck, (text, before) => {
        const { bytes } = encodeLine(text, before);
        for (let size = 0; size < bytes.length; size++) {
          expect(decodeLine(bytes.subarray(0, size), before)).toEqual({ needs: size < 30 ? 30 : bytes.length });
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is no line after any other one than that it was written after', () => {
    fc.assert(
      fc.property(fc.json(), anyCheck, anyCheck, (text, before, other) => {
        fc.pre(before !== other);
        expect(decodeLine(encodeLine(text, before).bytes, other)).toMatchObject({ expected: expect.stringContaining('length') });
      }),
    );
  });

  it('is refused with an upper-case digit in place of a lower-case one: that is one flipped bit', () => {
    const { bytes } = encodeLine('{"a":1}', 0);
    const upper = Buffer.from(bytes.toString().replace(/[a-f]/, (digit) => digit.toUpperCase()));
    expect(upper.equals(bytes)).toBe(false);
    expect(decodeLine(upper, 0)).toMatchObject({ expected: expect.stringContaining('the head of a line') });
  });

  it('is refused if its bytes are no UTF-8, though its check is right', () => {
    const good = encodeLine('"aa"', 0).bytes;
    const bad = Buffer.from(good);
    bad[31] = 0xff;
    const { found } = decodeLine(bad, 0) as { found: string };
    const check = found.replace('one with ', '');
    bad.write(check, 20, 'latin1');
    expect(decodeLine(bad, 0)).toEqual({ expected: 'a record in UTF-8', found: 'bytes that are none' });
  });
});
