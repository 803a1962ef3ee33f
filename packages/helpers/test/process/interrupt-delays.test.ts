import { describe, expect, it } from 'vitest';
import { graceOf, readInterruptDelays } from '../../src/process/interrupt-delays.js';

describe('readInterruptDelays', () => {
  it('fills in what is missing', () => {
    expect(readInterruptDelays('it')).toEqual({ terminateMs: 2_000, killMs: 3_000 });
    expect(readInterruptDelays('it', { killMs: 0 })).toEqual({ terminateMs: 2_000, killMs: 0 });
  });

  it.each([{ killMs: -1 }, { terminateMs: Number.NaN }, { terminateMs: '1' }, { termMs: 1 }])('refuses %o', (delays) => {
    expect(() => readInterruptDelays('it', delays as never)).toThrow(/interruptDelays of it/);
  });
});

describe('graceOf', () => {
  it('is more than all delays together', () => {
    expect(graceOf({ terminateMs: 1, killMs: 2 })).toBe(5_003);
  });
});
