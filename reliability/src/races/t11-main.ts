/** T11: races. `--runs` says how often each is run, `RELIABILITY_SEED` in which orders. The tests run them with orders that shrink. */
import { parseArgs } from 'node:util';
import { asBreach } from '../kernel/breach.js';
import { Random, seedOfRun } from '../support/random.js';
import { printReport } from '../support/report.js';
import { RACES, type Race } from './races.js';
import { RandomScheduler } from './random-scheduler.js';

/** A race that has not ended by then never will, in milliseconds. */
const STUCK_MS = 10_000;

const { values } = parseArgs({ options: { runs: { type: 'string', default: '300' } } });
const runs = Number(values.runs);
const seed = seedOfRun();
const begin = performance.now();
const breaches: string[] = [];
const ends = new Map<string, number>();
process.on('unhandledRejection', (thrown) => breaches.push(asBreach(thrown).message));
for (const { name, race } of RACES) {
  for (let run = 0; run < runs && breaches.length === 0; run++) {
    const end = `${name}: ${await endOf(race, new Random(seed, run))}`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
}
printReport({ programme: 'T11 races', seed, begin, figures: { runs, ...Object.fromEntries(ends) }, breaches });
// A race that is stuck would keep the process.
process.exit(breaches.length === 0 ? 0 : 1);

async function endOf(race: Race, random: Random): Promise<string> {
  const often = random.chance(0.5) ? 0 : 0.5;
  const [refusals, lacks] = [drawn(random, often), drawn(random, often)];
  const scheduler = new RandomScheduler(random);
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<string>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it never came to its end')), STUCK_MS);
  });
  try {
    const parts = { scheduler, refuses: () => refusals.pop() ?? false, hasRoom: () => lacks.pop() !== true };
    return await Promise.race([race(parts), stuck]);
  } catch (thrown) {
    breaches.push(asBreach(thrown).message);
    return 'broken';
  } finally {
    clearTimeout(timer);
  }
}

/** What goes wrong the first few times. */
function drawn(random: Random, often: number): boolean[] {
  return Array.from({ length: 4 }, () => random.chance(often));
}
