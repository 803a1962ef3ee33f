import { describe, expect, it } from 'vitest';
import { retryOn } from '../src/retry-on.js';

class Busy extends Error {}

/** A function that throws these errors, one a call, before it answers; and how often it was called. */
function failing(...errors: readonly Error[]) {
  const calls: string[] = [];
  const fn = async (name: string): Promise<string> => {
    const error = errors[calls.push(name) - 1];
    if (error !== undefined) throw error;
    return `read ${name}`;
  };
  return { calls, retried: retryOn(fn, { errorClass: Busy, attempts: 3, delayMs: 0 }) };
}

describe('A retried function', () => {
  it('is called again with the same parameters while it throws errors of the class', async () => {
    const { calls, retried } = failing(new Busy(), new Busy());
    expect(await retried('roof')).toBe('read roof');
    expect(calls).toEqual(['roof', 'roof', 'roof']);
  });

  it('throws the last error when its attempts are used up', async () => {
    const last = new Busy('the third');
    const { calls, retried } = failing(new Busy(), new Busy(), last);
    await expect(retried('roof')).rejects.toBe(last);
    expect(calls).toHaveLength(3);
  });

  it('throws another error at once', async () => {
    const other = new Error('broken');
    const { calls, retried } = failing(other);
    await expect(retried('roof')).rejects.toBe(other);
    expect(calls).toHaveLength(1);
  });
});
