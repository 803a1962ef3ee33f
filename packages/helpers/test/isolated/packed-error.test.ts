import { AutoTrailError } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { packError, unpackError } from '../../src/isolated/packed-error.js';

/** Through JSON, as it happens between two processes. */
function send(thrown: unknown): Error {
  return unpackError(JSON.parse(JSON.stringify(packError(thrown))));
}

describe('an error on its way', () => {
  it('keeps message, name, code and stack', () => {
    const error = Object.assign(new RangeError('too far'), { code: 'E_FAR' });
    expect(send(error)).toMatchObject({ message: 'too far', name: 'RangeError', code: 'E_FAR', stack: error.stack });
  });

  it('stays an AutoTrailError', () => {
    const error = new AutoTrailError('AUTOTRAIL_IT', 'it', { hint: 'do it', details: { a: 1 } });
    expect(AutoTrailError.is(send(error))).toBe(true);
    expect(send(error)).toMatchObject({ code: 'AUTOTRAIL_IT', message: 'it', hint: 'do it', details: { a: 1 } });
    expect(send(new AutoTrailError('AUTOTRAIL_IT', 'it'))).toMatchObject({ code: 'AUTOTRAIL_IT', hint: undefined });
  });

  it.each([
    ['text', 'text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{ message: 'like one' }, 'like one'],
    [Object.create(null), 'something that cannot be shown'],
  ])('is made of whatever was thrown: %#', (thrown, message) => {
    expect(send(thrown)).toBeInstanceOf(Error);
    expect(send(thrown).message).toBe(message);
  });
});
