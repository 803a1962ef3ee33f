import { expect, test } from 'vitest';
import { measureRecovery } from '../../src/kill/recovery-time.js';
import { seedOfRun } from '../../src/support/random.js';

const seed = seedOfRun();

test('a run of 1,000 steps is gone on with by reading its journal once, and the first status shows what the crash has left (invariants 21, 27)', async () => {
  const { breaches, lost, records } = await measureRecovery(2_000, seed);
  expect(breaches, `seed ${seed}`).toEqual([]);
  expect(lost).toBeGreaterThan(0);
  expect(records).toBe(2_000);
});
