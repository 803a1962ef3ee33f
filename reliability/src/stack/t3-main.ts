/** T3: whole servers in a simulated world. `--schedules` says how many worlds there are, `RELIABILITY_SEED` which.
 * `--tell` prints first what happens in one of them, by its number. */
import { parseArgs } from 'node:util';
import { seedOfRun } from '../support/random.js';
import { printReport } from '../support/report.js';
import { type SimulationResult, simulate } from './simulate.js';

/** How often each thing must have happened, of every hundred schedules, or nothing is proved of it. */
const FLOOR = 5;
/** How many schedules are run twice, to see that they are the same. */
const TWICE = 200;

const { values } = parseArgs({ options: { schedules: { type: 'string', default: '20000' }, tell: { type: 'string' } } });
const schedules = Number(values.schedules);
const seed = seedOfRun();
if (values.tell !== undefined)
  await simulate({ seed, schedules: 1, from: Number(values.tell), tell: (what) => console.log(what) });
const begin = performance.now();
const result = await simulate({ seed, schedules });
const again = await simulate({ seed, schedules: Math.min(TWICE, schedules) });
const other = again.traces.findIndex((trace, k) => trace !== result.traces[k]);
const breaches = [...result.breaches, ...tooFew(result)];
if (other >= 0) breaches.push(`schedule ${other} was not the same when it was run again`);
for (const [happening, count] of result.happened) console.log(`  ${happening}: ${count.toLocaleString('en')}`);
printReport({
  programme: 'T3 full stack',
  seed,
  begin,
  figures: { schedules, acknowledged: result.acknowledged, 'run twice': again.schedules, ...Object.fromEntries(result.happened) },
  breaches,
});
if (breaches.length > 0) process.exitCode = 1;

function tooFew({ happened, schedules: run }: SimulationResult): readonly string[] {
  return [...happened]
    .filter(([, count]) => count < (FLOOR * run) / 100)
    .map(([happening, count]) => `only ${count} times: ${happening}`);
}
