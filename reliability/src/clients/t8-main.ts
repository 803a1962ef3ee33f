/** T8: hostile clients. `--requests` says how many requests are sent, `RELIABILITY_SEED` which. */
import { parseArgs } from 'node:util';
import { seedOfRun } from '../support/random.js';
import { printReport } from '../support/report.js';
import { type FuzzResult, fuzz } from './fuzz.js';

/** Requests of one kind that a run must have sent, of every hundred thousand, or it has proved nothing. */
const FLOOR = 3;

const { values } = parseArgs({ options: { requests: { type: 'string', default: '200000' } } });
const requests = Number(values.requests);
const seed = seedOfRun();
const begin = performance.now();
const result = await fuzz({ seed, requests });
const breaches = [...result.breaches, ...tooFew(result)];
for (const [kind, count] of result.byKind) console.log(`  ${kind}: ${count.toLocaleString('en')}`);
const { before, after, polite } = result;
printReport({
  programme: 'T8 hostile clients',
  seed,
  begin,
  figures: {
    requests: result.requests,
    connections: result.connections,
    kinds: result.byKind.size,
    exits: after === null ? 1 : 0,
    'rss before (MiB)': mebibytes(before?.rss),
    'rss after (MiB)': mebibytes(after?.rss),
    'descriptors before': before?.descriptors ?? 0,
    'descriptors after': after?.descriptors ?? 0,
    'polite requests': polite.count,
    'polite p50 (ms)': polite.p50,
    'polite p99 (ms)': polite.p99,
    'polite max (ms)': polite.max,
  },
  breaches,
});
if (breaches.length > 0) process.exitCode = 1;

function tooFew({ byKind, requests: sent, polite: { count } }: FuzzResult): readonly string[] {
  const floor = Math.floor((FLOOR * sent) / 100_000);
  const kinds = [...byKind].filter(([, times]) => times < floor).map(([kind, times]) => `only ${times} requests of kind ${kind}`);
  return count < 100 ? [...kinds, `only ${count} polite requests`] : kinds;
}

function mebibytes(bytes = 0): number {
  return Math.round(bytes / 1024 / 1024);
}
