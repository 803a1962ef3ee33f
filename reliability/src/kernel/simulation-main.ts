/**
 * T2: simulates schedules of random events, with servers that are lost in the middle. `--count 300000` says how many, or
 * `--minutes 20` for how long; `--seed 7` repeats a run, `--schedule 12` one schedule of it; `--workers 2` on how many threads.
 * Ends with 1 if a promise was broken.
 */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { seedOfRun } from '../support/random.js';
import { printReport } from '../support/report.js';
import { type Share, type Shared, simulateShare, sumOf } from './simulation-share.js';

const OPTIONS = {
  count: { type: 'string', default: '300000' },
  minutes: { type: 'string' },
  seed: { type: 'string' },
  schedule: { type: 'string' },
  workers: { type: 'string', default: String(availableParallelism()) },
  twins: { type: 'string', default: '10000' },
} as const;

if (isMainThread) await main();
else parentPort?.postMessage(simulateShare(workerData as Share));

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const seed = seedOfRun(values.seed ?? process.env.RELIABILITY_SEED);
  console.log(`T2 simulated kernel: seed ${seed}`);
  const begin = performance.now();
  const shares = values.schedule === undefined ? sharesOf(values, seed) : [oneSchedule(seed, Number(values.schedule))];
  const done = await Promise.all(shares.map(work));
  const figures = sumOf(done.map((share) => share.figures));
  const isSame = done.every(({ trace }) => trace === done[0]?.trace);
  const breaches = [
    ...done.flatMap((share) => share.breaches),
    ...(isSame ? [] : ['invariant 26: the same seed led to two different traces']),
  ];
  const rate = Math.round((figures.schedules ?? 0) / ((performance.now() - begin) / 1_000) / shares.length);
  const twins = shares.length > 1 ? Number(values.twins) : 0;
  const summary = { ...figures, twins, workers: shares.length, schedulesPerSecondAndWorker: rate };
  printReport({ programme: 'T2 simulated kernel', seed, begin, figures: summary, breaches });
  process.exitCode = breaches.length === 0 ? 0 : 1;
}

function sharesOf(
  values: Readonly<Record<'count' | 'workers' | 'twins', string>> & { minutes?: string | undefined },
  seed: number,
): Share[] {
  const stride = Number(values.workers);
  const twins = Number(values.twins);
  const until = values.minutes === undefined ? null : Date.now() + Number(values.minutes) * 60_000;
  const count = until === null ? Math.ceil(Number(values.count) / stride) : null;
  return Array.from({ length: stride }, (_, first) => ({ seed, first, stride, count, until, twins }));
}

function oneSchedule(seed: number, schedule: number): Share {
  return { seed, first: schedule, stride: 1, count: 1, until: null, twins: 0 };
}

async function work(share: Share): Promise<Shared> {
  const worker = new Worker(new URL(import.meta.url), { workerData: share });
  const [shared] = (await once(worker, 'message')) as [Shared];
  return shared;
}
