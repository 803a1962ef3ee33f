import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64Forms } from '../../src/secrets/base64-forms.js';
import { base64OfSecretAlone } from '../support/secrets.js';

const bytes = fc.uint8Array({ minLength: 4, maxLength: 40 }).map((each) => Buffer.from(each));
const alphabet = fc.constantFrom('base64' as const, 'base64url' as const);

describe('base64Forms', () => {
  it('hold all of what base64 shows of some bytes alone, wherever they stand in what is encoded', () => {
    fc.assert(
      fc.property(fc.record({ before: fc.nat(7), value: bytes, after: fc.nat(7), alphabet }), (place) => {
        expect(base64Forms(place.value)).toContain(base64OfSecretAlone(place));
      }),
      { numRuns: 1_000 },
    );
  });

  it('hold the whole of them with padding and without', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(base64Forms(value)).toContain(value.toString('base64'));
        expect(base64Forms(value)).toContain(value.toString('base64').replaceAll('=', ''));
        expect(base64Forms(value)).toContain(value.toString('base64url'));
      }),
    );
  });

  it('hold nothing of less than four characters', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(Math.min(...base64Forms(value).map((form) => form.length))).toBeGreaterThanOrEqual(4);
      }),
    );
  });
});
