import fc from 'fast-check';
import type { AttemptFate } from '../../src/trail/attempt-fate.js';
import type { Applied, Trail } from '../../src/trail/trail.js';
import { controlOperations } from './control-operations.js';
import { buildControlledTrail, controlledTrails } from './controlled-trails.js';
import { KEPT, LEFT_BEHIND, LOST } from './resuming.js';
import { Simulation } from './simulation.js';

/** What looks at a life of a trail. */
type LifeCheck = (applied: Applied) => void;

const fates = fc.array(fc.constantFrom<AttemptFate>(LOST, LEFT_BEHIND, KEPT), { minLength: 1, maxLength: 4 });

/**
 * Has random trails of up to 30 steps, with failure pairs, conditions, retries and limits, live through random operations, a server
 * that is lost in the middle, and the end of all attempts. Each life has a check of its own, which sees every event.
 */
export function whileLiving(newCheck: (trail: Trail) => LifeCheck, numRuns: number): void {
  const lives = fc.record({ random: controlledTrails, before: controlOperations, found: fates, after: controlOperations });
  const property = fc.property(lives, ({ random, before, found, after }) => {
    const trail = buildControlledTrail(random);
    const simulation = new Simulation(trail, { applied: newCheck(trail) });
    simulation.perform(before);
    simulation.restart((place) => found[place % found.length] ?? LOST);
    simulation.perform(after);
    simulation.endAll((place) => place % 3 > 0);
  });
  fc.assert(property, { numRuns });
}
