/** T12: start races. `--rounds` says how many, `RELIABILITY_SEED` when one is stopped. */
import { parseArgs } from 'node:util';
import { seedOfRun } from '../support/random.js';
import { printReport } from '../support/report.js';
import { runRaces } from './start-races.js';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '40' } } });
const seed = seedOfRun();
const begin = performance.now();
const { rounds, owners, refused, sleepersRefused, acknowledged, breaches } = await runRaces({
  rounds: Number(values.rounds),
  seed,
});
const counts = [...rounds].map(([kind, count]) => [`rounds ${kind}`, count] as const);
printReport({
  programme: 'T12 start races',
  seed,
  begin,
  figures: {
    rounds: counts.reduce((sum, [, count]) => sum + count, 0),
    ...Object.fromEntries(counts),
    owners,
    'starters refused': refused,
    'sleepers refused': sleepersRefused,
    'notes acknowledged': acknowledged,
  },
  breaches,
});
if (breaches.length > 0) process.exitCode = 1;
