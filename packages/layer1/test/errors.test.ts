import { AutoTrailError } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { LAYER1_ERRORS, layer1Error } from '../src/errors.js';

describe('LAYER1_ERRORS', () => {
  it.each(Object.entries(LAYER1_ERRORS))('%s has a sentence and a cure', (code, { sentence, cure }) => {
    expect(code).toMatch(/^AUTOTRAIL_[A-Z]+(_[A-Z]+)*$/);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(cure).toMatch(/^[A-Z].*\.$/);
  });
});

describe('layer1Error', () => {
  it('makes the errors of the table', () => {
    const error = layer1Error('AUTOTRAIL_UNKNOWN_CALL', { name: 'dance' });
    expect(AutoTrailError.is(error)).toBe(true);
    expect(error).toMatchObject({ code: 'AUTOTRAIL_UNKNOWN_CALL', message: 'API name dance is invalid.' });
  });
});
