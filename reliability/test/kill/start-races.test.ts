import { expect, test } from 'vitest';
import { overlapsIn } from '../../src/kill/owner-ledger.js';
import { RACE_KINDS } from '../../src/kill/race.js';
import { runRaces } from '../../src/kill/start-races.js';
import { seedOfRun } from '../../src/support/random.js';

const seed = seedOfRun();
const ROUNDS = 40;

test('of six starters one becomes the owner, or none where there is one, and one that lost the trail in its sleep acknowledges nothing (invariant 29)', async () => {
  const { breaches, owners, refused, rounds } = await runRaces({ rounds: ROUNDS, seed });
  expect(breaches, `seed ${seed}`).toEqual([]);
  expect(rounds.size).toBe(RACE_KINDS.length);
  expect(owners).toBeGreaterThan(ROUNDS);
  expect(refused).toBeGreaterThanOrEqual(4 * ROUNDS);
}, 300_000);

test.each([
  { what: 'one after the other', ledger: ['own 1 10', 'gone 1 10', 'own 2 11', 'dead 2 11', 'own 3 12'], overlaps: 0 },
  { what: 'two at a time', ledger: ['own 1 10', 'own 2 11'], overlaps: 1 },
  { what: 'an epoch twice', ledger: ['own 1 10', 'dead 1 10', 'own 1 11'], overlaps: 1 },
  { what: 'the end of another one', ledger: ['own 1 10', 'gone 1 9', 'own 2 11'], overlaps: 1 },
])('of owners $what it is told whether they overlapped', ({ ledger, overlaps }) => {
  expect(overlapsIn(ledger.join('\n'))).toHaveLength(overlaps);
});
