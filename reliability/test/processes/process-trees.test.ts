import { expect, test } from 'vitest';
import { SABOTEURS, type Saboteur } from '../../src/processes/saboteurs.js';
import { runTrees, vacuityOf, whyNoTrees } from '../../src/processes/tree-programme.js';
import { seedOfRun } from '../../src/support/random.js';

const seed = seedOfRun();
const reason = whyNoTrees();
if (reason !== null) console.log(`Trees of processes are not grown: ${reason}`);

const MINUTE_MS = 60_000;

test.runIf(reason === null)(
  'after an interrupt nobody of the group is alive and who has left it is listed, and after a kill of the server everybody is taken back or listed, and no attempt is started twice (invariants 2, 3, 19, 20, 21, 22)',
  async () => {
    const tally = await runTrees({ seed, interrupts: 50, kills: 10 });
    expect(tally.breaches, `seed ${seed}`).toEqual([]);
    expect(vacuityOf(tally), `seed ${seed}`).toEqual([]);
  },
  10 * MINUTE_MS,
);

test.runIf(reason === null).each(Object.keys(SABOTEURS) as Saboteur[])(
  'trees of processes find out a server that %s',
  async (saboteur) => {
    const { kinds } = await runTrees({ seed, interrupts: 20, kills: 5, floodBytes: 1_048_576, saboteur });
    expect([...kinds], `seed ${seed}`).toContain(SABOTEURS[saboteur]);
  },
  5 * MINUTE_MS,
);
