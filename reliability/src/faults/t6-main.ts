/** T6: a failure at every call of the disk, once and for good. `--modes` says how many kinds of failures there are, 1 to 5. */
import { parseArgs } from 'node:util';
import { printReport } from '../support/report.js';
import { FAULT_MODES, faultRuns } from './fault-runs.js';

const { values } = parseArgs({ options: { modes: { type: 'string', default: '2' } } });
const count = Number(values.modes);
// Those that differ most come first: nothing is done, and half of it is.
const modes = ['EIO' as const, 'short write' as const, ...FAULT_MODES.filter((mode) => mode !== 'EIO' && mode !== 'short write')];
const begin = performance.now();
const { runs, sites, operations, acknowledged, refused, breaches } = await faultRuns({ modes: modes.slice(0, count) });
printReport({
  programme: 'T6 disk errors',
  seed: null,
  begin,
  figures: {
    'call sites': sites,
    modes: count,
    sessions: runs,
    'kinds of calls': operations,
    acknowledged,
    ...Object.fromEntries(refused),
  },
  breaches,
});
if (breaches.length > 0) process.exitCode = 1;
