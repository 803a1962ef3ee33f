/**
 * T17: faults put into the product on purpose, each for the programme that is meant to find it. `--sample` says how many, `--seed`
 * which; `--all` hunts every one, `--only` those whose names match. Ends with 1 if one was not caught.
 */
import { parseArgs } from 'node:util';
import { Random, seedOfRun } from '../support/random.js';
import { printReport } from '../support/report.js';
import { MUTANTS } from './bank.js';
import { Hunt, type Hunted } from './hunt.js';
import { PROGRAMMES } from './layers.js';
import type { Mutant } from './mutant.js';

const OPTIONS = {
  sample: { type: 'string', default: '6' },
  all: { type: 'boolean', default: false },
  only: { type: 'string' },
  seed: { type: 'string' },
  workers: { type: 'string', default: '2' },
} as const;
/** Characters that are shown of a breach, and of everything a programme said where it did not say what it should. */
const SHOWN = 100;
const MOST_TOLD = 4_000;

const { values } = parseArgs({ options: OPTIONS });
const seed = seedOfRun(values.seed ?? process.env.RELIABILITY_SEED);
const begin = performance.now();
const chosen = choose();
const hunt = new Hunt();
const waiting = chosen.slice();
const hunted: Hunted[] = [];
const breaches: string[] = [];
await Promise.all(Array.from({ length: Number(values.workers) }, work));
const caught = hunted.filter(({ verdict }) => verdict === 'caught').length;
if (chosen.length === 0) breaches.push('proves too little: there is no such mutant');
printReport({
  programme: 'T17 bug bank',
  seed,
  begin,
  figures: {
    'in the bank': MUTANTS.length,
    mutants: chosen.length,
    caught,
    survived: chosen.length - caught,
    invariants: new Set(chosen.map(({ invariant }) => invariant)).size,
    programmes: new Set(chosen.map(({ layer }) => layer)).size,
  },
  breaches,
});
if (breaches.length > 0) process.exitCode = 1;

function choose(): readonly Mutant[] {
  const blind = blindLayers();
  const huntable = MUTANTS.filter(({ layer }) => !blind.has(layer));
  if (values.only !== undefined) return huntable.filter(({ name }) => new RegExp(values.only ?? '').test(name));
  if (values.all) return huntable;
  const random = new Random(seed);
  const left = huntable.filter(({ isSlow = false }) => !isSlow);
  return Array.from({ length: Math.min(Number(values.sample), left.length) }, () =>
    left.splice(random.below(left.length), 1),
  ).flat();
}

/** Those that cannot see here what is meant for them. */
function blindLayers(): ReadonlySet<string> {
  const blind = new Set<string>();
  for (const [layer, { whyBlind }] of Object.entries(PROGRAMMES)) {
    const reason = whyBlind?.() ?? null;
    if (reason === null) continue;
    blind.add(layer);
    console.log(`Mutants for ${layer} are left out: ${reason}`);
  }
  return blind;
}

async function work(): Promise<void> {
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    try {
      const unmutated = await hunt.control(mutant);
      if (unmutated !== null) breaches.push(unmutated);
      const result = await hunt.hunt(mutant);
      hunted.push(result);
      tell(result);
    } catch (error) {
      breaches.push(`${mutant.name}: ${String(error)}`);
    }
  }
}

function tell({ mutant: { name, invariant, layer }, verdict, told, seconds }: Hunted): void {
  const isCaught = verdict === 'caught';
  const by = isCaught ? `${layer}: ${told.slice(0, SHOWN)}` : 'nobody';
  console.log(`  ${[verdict, name, `invariant ${invariant}`, layer, by, `${seconds.toFixed(1)} s`].join(' | ')}`);
  if (!isCaught) breaches.push(`${name} (invariant ${invariant}, ${layer}): ${verdict}\n${told.slice(0, MOST_TOLD)}`);
}
