/**
 * T1: explores every state that small trails can come to. `--long` explores more, for hours; `--steps 3` leaves out trails with more
 * steps. Ends with 1 if a promise was broken or a cell never met.
 */
import { parseArgs } from 'node:util';
import { printReport } from '../support/report.js';
import { explorations } from './exhaustive-plan.js';
import { exploreAll } from './explore-all.js';

const { values } = parseArgs({ options: { long: { type: 'boolean', default: false }, steps: { type: 'string' } } });
const begin = performance.now();
const planned = explorations(values.long, values.steps === undefined ? undefined : Number(values.steps));
const { figures, missing, told } = exploreAll(planned);
const unmet = missing.map((cell) => `the cell ${cell} was never met`);
const rate = Math.round(figures.transitions / ((performance.now() - begin) / 1_000));
printReport({
  programme: 'T1 exhaustive kernel',
  seed: null,
  begin,
  figures: { ...figures, transitionsPerSecond: rate },
  breaches: [...told, ...unmet],
});
process.exitCode = told.length + unmet.length === 0 ? 0 : 1;
