/** T14: recovery time. `RELIABILITY_SEED` says of what journals. Only what is counted is judged: times are of this machine, now. */
import { seedOfRun } from '../support/random.js';
import { type Figures, printReport } from '../support/report.js';
import { measureRecovery, type Recovery } from './recovery-time.js';

/** Records of the journals. */
const SIZES = [10_000, 100_000];

const seed = seedOfRun();
const begin = performance.now();
const recoveries: Recovery[] = [];
for (const records of SIZES) recoveries.push(await measureRecovery(records, seed));
const breaches = recoveries.flatMap((recovery) => recovery.breaches);
if (recoveries.some(({ lost }) => lost === 0)) breaches.push('proves too little: nothing ran when the server was lost');
printReport({
  programme: 'T14 recovery time',
  seed,
  begin,
  figures: Object.assign({ steps: 1_000 }, ...recoveries.map(figuresOf)),
  breaches,
});
if (breaches.length > 0) process.exitCode = 1;

function figuresOf({ records, bytes, spawnToStatusMs, startMs, readAndParseMs, lost }: Recovery): Figures {
  const of = `${records / 1_000}k`;
  return {
    [`${of}: spawn to status (ms)`]: Math.round(spawnToStatusMs),
    [`${of}: start (ms)`]: Math.round(startMs),
    [`${of}: read and JSON.parse (ms)`]: Math.round(readAndParseMs),
    [`${of}: start / read and JSON.parse`]: Number((startMs / readAndParseMs).toFixed(2)),
    [`${of}: MB`]: Number((bytes / 1_000_000).toFixed(1)),
    [`${of}: attempts lost`]: lost,
  };
}
