/** T9: many clients at a time. `--clients` says how many, `--operations` or `--minutes` how much they do, `RELIABILITY_SEED` what. */
import { parseArgs } from 'node:util';
import { seedOfRun } from '../support/random.js';
import { printReport } from '../support/report.js';
import { type LinearizabilityResult, linearizability } from './linearizability.js';
import { SABOTAGES } from './sabotage.js';

const CROWD = 200;
/** Operations of one history: it is held in memory, and checked as a whole. */
const OPERATIONS = 60_000;
/** Operations of the history of one client alone. */
const QUIET_OPERATIONS = 2_000;
const LONGEST_MS = 10 * 60_000;
/** Below these a run has proved nothing. */
const LEAST_OPERATIONS = 1_000;
const LEAST_OVERLAP = 0.3;
const LEAST_SEARCHED = 100;

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '32' },
    operations: { type: 'string' },
    minutes: { type: 'string', default: '0' },
  },
});
const clients = Number(values.clients);
const operations = Number(values.operations ?? OPERATIONS);
const seed = seedOfRun();
const begin = performance.now();
let round = 0;
// Among many clients an answer that is a command behind may be one from just before it: one client alone knows better.
if (clients > 1) await run({ seed, clients: 1, operations: Math.min(operations, QUIET_OPERATIONS) });
do {
  await run({ seed: seed + round, clients, operations });
  round += 1;
} while (performance.now() - begin < Number(values.minutes) * 60_000 && process.exitCode === undefined);

interface Round {
  readonly seed: number;
  readonly clients: number;
  readonly operations: number;
}

async function run(wanted: Round): Promise<void> {
  const roundBegin = performance.now();
  const result = await linearizability({ ...wanted, crowd: CROWD, milliseconds: LONGEST_MS });
  const breaches = [...result.breaches, ...tooLittle(result, wanted)];
  const figures = { clients: wanted.clients, ...figuresOf(result) };
  printReport({ programme: 'T9 linearizability', seed: wanted.seed, begin: roundBegin, figures, breaches });
  if (breaches.length > 0) process.exitCode = 1;
}

function figuresOf({ recorded, overlap, searched, report, sabotages }: LinearizabilityResult): Record<string, number | boolean> {
  const { alone, crowded, seconds } = recorded;
  return {
    operations: recorded.operations.length,
    'operations per second': Math.round(recorded.operations.length / seconds),
    records: recorded.records.length,
    'in a journal': recorded.journal !== null,
    'overlapping (%)': Math.round(overlap * 100),
    'searched without revisions': searched,
    'sabotages caught': [...sabotages.values()].filter(Boolean).length,
    'sabotages made': sabotages.size,
    'p50 alone (ms)': alone.p50,
    'p99 alone (ms)': alone.p99,
    'idle connections': recorded.crowdSize,
    'p50 crowded (ms)': crowded.p50,
    'p99 crowded (ms)': crowded.p99,
    'rss (MiB)': Math.round(report.rss / 1024 / 1024),
  };
}

function tooLittle({ recorded, overlap, searched, sabotages }: LinearizabilityResult, wanted: Round): readonly string[] {
  const made = recorded.operations.length;
  if (wanted.clients === 1) return made < wanted.operations ? [`only ${made} operations were made`] : [];
  const unmade = Object.keys(SABOTAGES).filter((name) => sabotages.get(name) !== true);
  return [
    ...(made < Math.min(operations, LEAST_OPERATIONS) ? [`only ${made} operations were made`] : []),
    ...(overlap < LEAST_OVERLAP ? [`only ${overlap * 100} % of the operations overlapped`] : []),
    ...(searched < LEAST_SEARCHED ? [`only ${searched} operations were searched`] : []),
    ...(recorded.crowdSize < CROWD * 0.9 ? [`only ${recorded.crowdSize} idle connections were held`] : []),
    ...unmade.map((name) => `the check did not find ${name}`),
  ];
}
