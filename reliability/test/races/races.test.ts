import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RACES } from '../../src/races/races.js';
import { seedOfRun } from '../../src/support/random.js';

/** Runs of each race; set `RELIABILITY_RACES` for more. */
const RUNS = Number(process.env.RELIABILITY_RACES ?? 5_000);
const SEED = seedOfRun();
/** A race that has not ended by then never will, in milliseconds. */
const STUCK_MS = 10_000;

/** How often the journal refuses: mostly never. */
const refusals = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(fc.boolean(), { maxLength: 4 }) },
);

describe(`A manager, with seed ${SEED}`, () => {
  for (const { name, invariant, race } of RACES) {
    it(`lets ${name} end in one of the ways it may end, in whatever order things happen (invariant ${invariant})`, async () => {
      const ends = new Map<string, number>();
      const property = fc.asyncProperty(fc.scheduler(), refusals, refusals, async (scheduler, refused, full) => {
        const [left, lacking] = [refused.slice(), full.slice()];
        const end = await race({ scheduler, refuses: () => left.shift() ?? false, hasRoom: () => lacking.shift() !== true });
        ends.set(end, (ends.get(end) ?? 0) + 1);
      });
      const begin = performance.now();
      await fc.assert(property, { numRuns: RUNS, seed: SEED, timeout: STUCK_MS });
      console.log(
        JSON.stringify({
          race: name,
          runs: RUNS,
          seed: SEED,
          seconds: Math.round(performance.now() - begin) / 1_000,
          ...Object.fromEntries(ends),
        }),
      );
      // Each side has won often.
      expect([...ends.values()].filter((count) => count > RUNS / 50).length).toBeGreaterThanOrEqual(2);
    }, 600_000);
  }
});
