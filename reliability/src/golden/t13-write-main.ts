/**
 * Writes the golden journals of a release: `--release=0.1.0` names it, `--count` says how many there are, `--folder` where to put
 * them. The same seed and count give the same bytes.
 */
import { parseArgs } from 'node:util';
import { seedOfRun } from '../support/random.js';
import { printReport } from '../support/report.js';
import { writeRelease } from './golden-file.js';
import { writeJournals } from './write-journals.js';

/** The seed of every release: what differs between their files is what the releases do. */
const SEED = '20260131';

const { values } = parseArgs({
  options: {
    release: { type: 'string', default: '0.1.0' },
    count: { type: 'string', default: '512' },
    folder: { type: 'string', default: 'golden' },
  },
});
const seed = seedOfRun(process.env.RELIABILITY_SEED ?? SEED);
const begin = performance.now();
const journals = await writeJournals({ seed, count: Number(values.count) });
const bytes = writeRelease(values.folder, { release: values.release, journals });
printReport({
  programme: 'T13 golden journals, written',
  seed,
  begin,
  figures: { release: values.release, journals: journals.length, bytes: bytes.length },
  breaches: [],
});
