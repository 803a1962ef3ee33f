/**
 * T5: power cuts and damage. `--scale` says how many sessions and journals there are, `--records` how long a journal to be damaged is,
 * `RELIABILITY_SEED` which.
 */
import { parseArgs } from 'node:util';
import { seedOfRun } from '../support/random.js';
import { printReport } from '../support/report.js';
import { type DamageResult, everyBitFlip, everyTruncation, referenceJournal } from './damage.js';
import { type ImagesResult, journalImages } from './journal-images.js';
import { pruneImages } from './prune-images.js';
import { serverImages } from './server-images.js';

const { values } = parseArgs({
  options: { scale: { type: 'string', default: '1' }, records: { type: 'string', default: '30' } },
});
const scale = Number(values.scale);
const seed = seedOfRun();
const begin = performance.now();
const sessions: ImagesResult[] = [];
for (let k = 0; k < 4 * scale; k++) sessions.push(await journalImages({ seed: seed + k, owners: 3, appends: 10 }));
const servers = await serverImages({ every: Math.max(1, Math.round(20 / scale)) });
const pruned = await pruneImages();
const damage: DamageResult[] = [];
for (let k = 0; k < 2 * scale; k++) {
  const journal = await referenceJournal(seed + k, Number(values.records));
  damage.push(await everyTruncation(journal), await everyBitFlip(journal));
}
const all = [...sessions, servers, pruned, ...damage];
const images = sum(all.map((result) => result.images));
const breaches = all.flatMap((result) => result.breaches);
if (images < 100_000 * scale) breaches.push(`only ${images} disks were looked at`);
printReport({
  programme: 'T5 power loss',
  seed,
  begin,
  figures: {
    'disk images': images,
    'of journals': sum(sessions.map((result) => result.images)),
    'different ones': sum(sessions.map((result) => result.different)),
    'of servers': servers.images,
    'different ones of servers': servers.different,
    'of runs removed': pruned.images,
    'truncations and bit flips': sum(damage.map((result) => result.images)),
    'reference journals': damage.length / 2,
  },
  breaches,
});
if (breaches.length > 0) process.exitCode = 1;

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
