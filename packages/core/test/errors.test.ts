import { describe, expect, it } from 'vitest';
import { AutoTrailError } from '../src/autotrail-error.js';
import { CORE_ERRORS, coreError } from '../src/errors.js';

describe('CORE_ERRORS', () => {
  it.each(Object.entries(CORE_ERRORS))('%s has a sentence and a cure', (code, { sentence, cure }) => {
    expect(code).toMatch(/^AUTOTRAIL_[A-Z]+(_[A-Z]+)*$/);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(cure).toMatch(/^[A-Z].*\.$/);
  });
});

describe('coreError', () => {
  it('makes the errors of the table', () => {
    const error = coreError('AUTOTRAIL_CYCLE', { path: 'a -> a' });
    expect(AutoTrailError.is(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'AUTOTRAIL_CYCLE',
      message: 'The pairs form a cycle: a -> a.',
      hint: CORE_ERRORS.AUTOTRAIL_CYCLE.cure,
      details: { path: 'a -> a' },
    });
  });
});
