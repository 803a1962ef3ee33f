import { expect, test } from 'vitest';
import { FAILPOINTS } from '../../src/kill/failpoints.js';
import { runKills, vacuityOf } from '../../src/kill/kill-programme.js';
import { seedOfRun } from '../../src/support/random.js';

const seed = seedOfRun();

test('a server that is killed 300 times, at every failpoint, has every acknowledged command, whole, once and as it was answered, and ran no attempt twice (invariants 2, 10, 12, 14, 20, 21, 22, 27)', async () => {
  const tally = await runKills({ seed, kills: 300 });
  expect([...tally.breaches, ...vacuityOf(tally)], `seed ${seed}`).toEqual([]);
  expect(FAILPOINTS.length).toBeGreaterThanOrEqual(40);
  expect(tally.restarts).toBeGreaterThan(0);
  expect(tally.repeated).toBeGreaterThan(0);
}, 600_000);

test('kills find out a journal that says it has written before it has (invariant 10)', async () => {
  const { kills, kinds } = await runKills({ seed, kills: 20, saboteur: 'acknowledge before write' });
  expect([...kinds], `seed ${seed}`).toContain('lost');
  expect(kills).toBeLessThanOrEqual(22);
});

test('kills cannot find out a journal that never syncs: power cuts and the order of calls are tested elsewhere for that', async () => {
  const { breaches } = await runKills({ seed, kills: 10, saboteur: 'no sync' });
  expect(breaches, `seed ${seed}`).toEqual([]);
});
