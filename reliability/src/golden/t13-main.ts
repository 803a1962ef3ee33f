/** T13: restores the golden journals of every release. `--folder` says where they are. */
import { parseArgs } from 'node:util';
import { printReport } from '../support/report.js';
import { checkRefusals, checkRelease } from './check-releases.js';
import { GOLDEN_FIELDS } from './golden-fields.js';
import { readReleases } from './golden-file.js';

/** More breaches than this say nothing new. */
const MOST_BREACHES = 20;

const { values } = parseArgs({ options: { folder: { type: 'string', default: 'golden' } } });
const releases = readReleases(values.folder);
if (releases.length === 0) throw new Error(`There are no golden journals in ${values.folder}.`);
for (const golden of releases) {
  const begin = performance.now();
  const result = await checkRelease(golden);
  const refusals = await checkRefusals(golden);
  const { coverage, release, journals, torn } = result;
  const breaches = [...result.breaches, ...refusals.breaches].slice(0, MOST_BREACHES);
  const types = Object.fromEntries(coverage.byType);
  const { cells, records, missing } = coverage;
  const figures = { release, journals, torn, records, cells: cells.size, fields: GOLDEN_FIELDS.length, missing: missing.length };
  const altered = Object.fromEntries([...refusals.refused].map(([name, count]) => [`refused: ${name}`, count]));
  printReport({ programme: 'T13 golden journals', seed: null, begin, figures: { ...figures, ...types, ...altered }, breaches });
  if (breaches.length > 0) process.exitCode = 1;
}
