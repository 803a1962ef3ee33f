import { describe, expect, it } from 'vitest';
import { explorations } from '../../src/kernel/exhaustive-plan.js';
import { exploreAll } from '../../src/kernel/explore-all.js';
import { Simulation } from '../../src/kernel/simulation.js';
import { disguiseAs, SABOTEURS } from './saboteurs.js';

const SEED = 7;
const SCHEDULES = 5_000;
/** Two parents and a join, with a condition among them. */
const JOINS = explorations(false).filter(
  ({ sketch: { kinds, edges, failures, limits } }) =>
    JSON.stringify([edges, failures, limits]) === '[[[0,2],[1,2]],null,null]' && kinds[0] === 'condition',
);
const SMALL = explorations(false, 2).filter(({ sketch }) => sketch.kinds.length === 1);

describe('A kernel that is wrong on purpose', () => {
  for (const [invariant, does, saboteur] of SABOTEURS) {
    it(`is caught by the simulation when it ${does}: invariant ${invariant}`, () => {
      const simulation = new Simulation({ seed: SEED, disguise: disguiseAs(saboteur) });
      const found = new Set<number>();
      for (let schedule = 0; schedule < SCHEDULES && !found.has(invariant); schedule++) {
        const failure = simulation.run(schedule);
        if (failure !== null) found.add(failure.breach.invariant);
      }
      expect([...found]).toContain(invariant);
    });

    it(`is caught by the exploration when it ${does}: invariant ${invariant}`, () => {
      const { breaches } = exploreAll([...SMALL, ...JOINS], disguiseAs(saboteur));
      expect(breaches.map((breach) => breach.invariant)).toContain(invariant);
    });
  }
});

describe('The kernel as it is', () => {
  it('passes what the saboteurs are caught by', () => {
    const simulation = new Simulation({ seed: SEED });
    for (let schedule = 0; schedule < SCHEDULES; schedule++) expect(simulation.run(schedule)).toBeNull();
    expect(exploreAll([...SMALL, ...JOINS]).told).toEqual([]);
  });
});
