import { AutoTrailError } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { layer2Error } from '../src/errors.js';
import { LAYER2_ERRORS } from '../src/index.js';

describe('LAYER2_ERRORS', () => {
  it.each(Object.entries(LAYER2_ERRORS))('%s has a sentence and a cure', (code, { sentence, cure }) => {
    expect(code).toMatch(/^AUTOTRAIL_[A-Z0-9]+(_[A-Z]+)*$/);
    // A refusal has the words of the server.
    expect(sentence).toMatch(/^([A-Z].*\.|\{message\})$/);
    expect(cure).toMatch(/^[A-Z].*\.$/);
  });
});

describe('layer2Error', () => {
  it('makes the errors of the table', () => {
    const error = layer2Error('AUTOTRAIL_SERVER_STARTED', { name: 'release' });
    expect(AutoTrailError.is(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'AUTOTRAIL_SERVER_STARTED',
      message: 'Expected the server of trail release to be started once, but it was started before.',
      hint: LAYER2_ERRORS.AUTOTRAIL_SERVER_STARTED.cure,
    });
  });
});
