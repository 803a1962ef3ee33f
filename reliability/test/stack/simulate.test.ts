import { describe, expect, it } from 'vitest';
import { type Sabotage, sabotaged } from '../../src/power/saboteurs.js';
import { simulate } from '../../src/stack/simulate.js';
import { HAPPENINGS } from '../../src/stack/tally.js';

describe('a whole server in a simulated world', () => {
  it('keeps its promises whatever happens to it (invariants 10, 12, 22, 26, 28, 29)', async () => {
    const { breaches, happened, acknowledged } = await simulate({ seed: 1, schedules: 600 });
    expect(breaches.slice(0, 6)).toEqual([]);
    expect(HAPPENINGS.filter((happening) => (happened.get(happening) ?? 0) < 10)).toEqual([]);
    expect(acknowledged).toBeGreaterThan(1_000);
  });

  it('goes the same way twice with the same seed (invariant 26)', async () => {
    const first = await simulate({ seed: 2, schedules: 60 });
    const second = await simulate({ seed: 2, schedules: 60 });
    expect(second.traces).toEqual(first.traces);
    expect(new Set(first.traces).size).toBe(60);
    const later = await simulate({ seed: 2, schedules: 1, from: 59 });
    expect(later.traces).toEqual(first.traces.slice(59));
  });

  it.each<[Sabotage, RegExp]>([
    ['no sync', /acknowledged and lost|at byte/],
    ['acknowledge before write', /acknowledged and lost|at byte|never sent/],
    ['retry a failed sync', /acknowledged and lost|at byte/],
    ['no cut-back', /at byte/],
    ['no epoch check', /acknowledged and lost|at byte/],
  ])('is found to break them with a disk that makes it %s', async (sabotage, breach) => {
    const { breaches } = await simulate({ seed: 3, schedules: 400, sabotage: (disk) => sabotaged(disk, sabotage) });
    expect(breaches.join('\n')).toMatch(breach);
  });
});
