import { describe, expect, it } from 'vitest';
import { isWithin } from '../src/is-within.js';

const LONG_MS = 24 * 60 * 60 * 1_000;

describe('isWithin', () => {
  it('answers true for a promise that resolves in time, and lets its timer go', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    await expect(isWithin(LONG_MS, Promise.resolve('x'))).resolves.toBe(true);
    await new Promise(setImmediate);
    expect(timers()).toBe(before);
  });

  it('answers false for one that does not', async () => {
    await expect(isWithin(0, new Promise(() => {}))).resolves.toBe(false);
  });

  it('rejects with what the promise rejects with in time', async () => {
    await expect(isWithin(LONG_MS, Promise.reject(new Error('boom')))).rejects.toThrow('boom');
  });

  it('does not mind a rejection that comes too late', async () => {
    let reject = (_: Error): void => {};
    const promise = new Promise((_, no) => {
      reject = no;
    });
    await expect(isWithin(0, promise)).resolves.toBe(false);
    reject(new Error('late'));
    await new Promise(setImmediate);
  });
});
