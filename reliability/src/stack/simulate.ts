import type { Disk } from '@autotrail/layer2';
import { Random } from '../support/random.js';
import { Schedule } from './schedule.js';
import { withStillSystem } from './still-system.js';
import { type Happening, Tally } from './tally.js';

/** Which schedules are run. */
export interface SimulationOptions {
  readonly seed: number;
  readonly schedules: number;
  /** The first of them. @default 0 */
  readonly from?: number;
  /** A disk between servers and the simulated one, which breaks its promises. @default none */
  readonly sabotage?: (disk: Disk) => Disk;
  /** Is told what happens, to find out why. @default nobody is */
  readonly tell?: (what: string) => void;
}

/** What came of them. */
export interface SimulationResult {
  readonly schedules: number;
  readonly acknowledged: number;
  readonly happened: ReadonlyMap<Happening, number>;
  /** The trace of each schedule. */
  readonly traces: readonly string[];
  readonly breaches: readonly string[];
}

/** Runs schedules one after the other, each a world of its own. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const { seed, schedules, from = 0, sabotage, tell } = options;
  const tally = new Tally();
  const traces: string[] = [];
  const breaches: string[] = [];
  let acknowledged = 0;
  await withStillSystem(async () => {
    for (let k = from; k < from + schedules; k++) {
      const result = await new Schedule({
        random: new Random(seed, k),
        tally,
        ...(sabotage && { sabotage }),
        ...(tell && { tell }),
      }).run();
      traces.push(result.trace);
      acknowledged += result.acknowledged;
      for (const breach of result.breaches) breaches.push(`schedule ${k}: ${breach}`);
    }
  });
  return { schedules, acknowledged, happened: tally.counts, traces, breaches };
}
