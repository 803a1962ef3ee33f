/** T10: trees of processes. `--interrupts`, `--kills` and `--flood` (MiB) say how many, `--saboteur` what is done wrong. */
import { parseArgs } from 'node:util';
import { seedOfRun } from '../support/random.js';
import { type Figures, printReport } from '../support/report.js';
import type { Saboteur } from './saboteurs.js';
import type { Tally } from './tally.js';
import { runTrees, vacuityOf, whyNoTrees } from './tree-programme.js';

const MIB = 1_048_576;

const { values } = parseArgs({
  options: {
    interrupts: { type: 'string', default: '50' },
    kills: { type: 'string', default: '10' },
    flood: { type: 'string', default: '64' },
    saboteur: { type: 'string' },
  },
});
const reason = whyNoTrees();
if (reason === null) await grow();
else console.log(`T10 process trees was skipped: ${reason}`);

async function grow(): Promise<void> {
  const seed = seedOfRun();
  const begin = performance.now();
  const { interrupts, kills, flood } = values;
  const tally = await runTrees({
    seed,
    interrupts: Number(interrupts),
    kills: Number(kills),
    floodBytes: Number(flood) * MIB,
    saboteur: (values.saboteur as Saboteur | undefined) ?? null,
  });
  const breaches = [...tally.breaches, ...vacuityOf(tally)];
  for (const [name, counts] of tally.shapes) console.log(`  ${name}: ${JSON.stringify(counts)}`);
  printReport({ programme: 'T10 process trees', seed, begin, figures: figuresOf(tally), breaches });
  if (breaches.length > 0) process.exitCode = 1;
}

function figuresOf(tally: Tally): Figures {
  const shapes = [...tally.shapes.values()];
  const sum = (what: keyof (typeof shapes)[number]): number => shapes.reduce((total, counts) => total + counts[what], 0);
  return {
    shapes: shapes.length,
    interrupts: tally.interrupts,
    interrupted: sum('interrupted'),
    'finished first': sum('finishedFirst'),
    'of these the rest of a tree': tally.headlessEnded,
    'slowest end (ms)': Math.round(tally.slowestEndMs),
    abandoned: tally.abandoned,
    kills: tally.kills,
    'kills of launchers as well': tally.launcherKills,
    'kills while starting': tally.earlyKills,
    'orderly ends': tally.shutdowns,
    'restarts checked': tally.restarts,
    attempts: tally.attempts,
    'attempts lost': sum('lost'),
    'attempts left behind': sum('leftBehind'),
    'attempts taken back': sum('kept'),
    'living processes judged': tally.judged,
    'of these listed': tally.listed,
    'of these taken back': tally.takenBack,
    'floods heard to their end': tally.floods,
    'last flood (ms)': tally.floodMs,
    'least alive at interrupts': Math.min(...shapes.map(({ aliveAtInterrupt }) => aliveAtInterrupt)),
  };
}
