import { AutoTrailError } from '@autotrail/core';
import { LAYER1_ERRORS } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { HELPERS_ERRORS, helpersError } from '../src/errors.js';

describe('HELPERS_ERRORS', () => {
  it.each(Object.entries(HELPERS_ERRORS))('%s has a sentence and a cure', (code, { sentence, cure }) => {
    expect(code).toMatch(/^AUTOTRAIL_[A-Z]+(_[A-Z]+)*$/);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(cure).toMatch(/^[A-Z].*\.$/);
  });

  it('repeats no code of layer1', () => {
    expect(Object.keys(HELPERS_ERRORS).filter((code) => code in LAYER1_ERRORS)).toEqual([]);
  });
});

describe('helpersError', () => {
  it('makes the errors of the table', () => {
    const error = helpersError('AUTOTRAIL_PROGRAM_NOT_FOUND', { program: 'rsink' });
    expect(AutoTrailError.is(error)).toBe(true);
    expect(error).toMatchObject({ code: 'AUTOTRAIL_PROGRAM_NOT_FOUND', hint: HELPERS_ERRORS.AUTOTRAIL_PROGRAM_NOT_FOUND.cure });
    expect(error.message).toBe('The command cannot be started: there is no program rsink.');
  });
});
