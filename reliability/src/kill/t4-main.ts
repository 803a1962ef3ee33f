/** T4: `kill -9`. `--kills` says how many, `--saboteur` what the disk does wrong, `RELIABILITY_SEED` when and where. */
import { parseArgs } from 'node:util';
import { seedOfRun } from '../support/random.js';
import { printReport } from '../support/report.js';
import { FAILPOINTS } from './failpoints.js';
import { runKills, vacuityOf } from './kill-programme.js';
import type { Saboteur } from './saboteur-disk.js';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '300' }, saboteur: { type: 'string' } } });
const seed = seedOfRun();
const begin = performance.now();
const tally = await runKills({ seed, kills: Number(values.kills), saboteur: (values.saboteur as Saboteur | undefined) ?? null });
const breaches = [...tally.breaches, ...vacuityOf(tally)];
for (const [name, count] of tally.deaths) console.log(`  ${name}: ${count}`);
printReport({
  programme: 'T4 kill -9',
  seed,
  begin,
  figures: {
    kills: tally.kills,
    failpoints: FAILPOINTS.length,
    'failpoints reached': [...tally.deaths.values()].filter((count) => count > 0).length,
    'kills at failpoints': tally.kills - tally.moments,
    'kills at random moments': tally.moments,
    'kills with commands in flight': tally.killsInFlight,
    'commands acknowledged': tally.acknowledged,
    'commands refused': tally.refused,
    'commands without an answer': tally.unanswered,
    'of these kept': tally.unansweredKept,
    'commands given again': tally.repeated,
    'records checked': tally.records,
    attempts: tally.attempts,
    'attempts lost with their server': tally.lostAttempts,
    'of these run again by themselves': tally.reruns,
    'restarts checked': tally.restarts,
    'orderly ends': tally.shutdowns,
    trails: tally.trails,
    'runs finished': tally.finished,
  },
  breaches,
});
if (breaches.length > 0) process.exitCode = 1;
