/** T1, of a few trails: each of one step, and of two steps and a join with a condition among them. Not every cell need be met. */
import { explorations } from '../kernel/exhaustive-plan.js';
import { exploreAll } from '../kernel/explore-all.js';
import { printReport } from '../support/report.js';

const JOIN = '[[0,2],[1,2]]';
const begin = performance.now();
const planned = explorations(false).filter(({ sketch: { kinds, edges } }) =>
  kinds.length === 1 ? kinds[0] === 'plain' : JSON.stringify(edges) === JOIN && kinds[0] === 'condition',
);
const { figures, told } = exploreAll(planned);
printReport({ programme: 'T1 exhaustive kernel, few trails', seed: null, begin, figures, breaches: told });
process.exitCode = told.length === 0 ? 0 : 1;
