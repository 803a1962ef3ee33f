import fc from 'fast-check';
import type { AttemptFate } from '../../src/trail/attempt-fate.js';
import { type Operation, randomOperations } from './random-operations.js';
import { KEPT, LEFT_BEHIND, LOST } from './resuming.js';
import type { Simulation } from './simulation.js';

/** The life of a trail: what happens under each of its servers, and what is left of the attempts of the one before. */
export type Life = readonly { readonly fates: readonly AttemptFate[]; readonly operations: readonly Operation[] }[];

/** Lives under one to four servers. */
export const randomLives: fc.Arbitrary<Life> = fc.array(
  fc.record({
    fates: fc.array(fc.constantFrom(LOST, LOST, LEFT_BEHIND, KEPT), { minLength: 1, maxLength: 6 }),
    operations: randomOperations,
  }),
  { minLength: 1, maxLength: 4 },
);

/** Lives through it. */
export function live(simulation: Simulation, life: Life): void {
  life.forEach(({ fates, operations }, server) => {
    if (server > 0) simulation.restart((place) => fates[place % fates.length] as AttemptFate);
    simulation.perform(operations);
  });
}
