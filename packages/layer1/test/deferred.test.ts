import { describe, expect, it } from 'vitest';
import { Deferred } from '../src/deferred.js';

describe('Deferred', () => {
  it('resolves its promise from outside, once', async () => {
    const deferred = new Deferred<number>();
    deferred.resolve(1);
    deferred.resolve(2);
    deferred.reject(new Error('too late'));
    await expect(deferred.promise).resolves.toBe(1);
  });

  it('rejects its promise from outside', async () => {
    const deferred = new Deferred<number>();
    deferred.reject(new Error('no'));
    await expect(deferred.promise).rejects.toThrow('no');
  });

  it('does not end the process when nobody hears of the rejection', async () => {
    const unheard: unknown[] = [];
    const note = (reason: unknown): void => void unheard.push(reason);
    process.on('unhandledRejection', note);
    new Deferred<number>().reject(new Error('nobody hears this'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unheard).toEqual([]);
  });
});
