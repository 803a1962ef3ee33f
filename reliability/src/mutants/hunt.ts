import { PROGRAMMES, type Programme } from './layers.js';
import type { Mutant } from './mutant.js';
import { type Ran, runProgramme } from './run-programme.js';
import { Workspace } from './workspace.js';

/** What has become of a mutant. */
export interface Hunted {
  readonly mutant: Mutant;
  readonly verdict: 'caught' | 'survived' | 'caught by something else';
  /** What its programme said: the beginning of the breach that it was to find, or else all of it. */
  readonly told: string;
  readonly seconds: number;
}

/** Hands mutants to the programmes that are meant to find them. */
export class Hunt {
  /** What each programme finds in what is not mutated. */
  readonly #controls = new Map<string, Promise<string | null>>();

  /** Makes a mutant and lets its programme at it. */
  async hunt(mutant: Mutant): Promise<Hunted> {
    const begin = performance.now();
    await using workspace = await Workspace.copy();
    await workspace.mutate(mutant.edits);
    const ran = await runProgramme(workspace.folder, programmeOf(mutant));
    return { mutant, ...judge(mutant, ran), seconds: (performance.now() - begin) / 1_000 };
  }

  /** Runs the programme of a mutant, of the same size, on what is none. Answers what it found all the same, or `null`. */
  control(mutant: Mutant): Promise<string | null> {
    const programme = programmeOf(mutant);
    const name = [programme.main, ...programme.args].join(' ');
    const known = this.#controls.get(name) ?? runControl(name, programme);
    this.#controls.set(name, known);
    return known;
  }
}

function programmeOf({ layer, args }: Mutant): Programme {
  return { ...PROGRAMMES[layer], ...(args !== undefined && { args }) };
}

async function runControl(name: string, programme: Programme): Promise<string | null> {
  await using workspace = await Workspace.copy();
  const { exitCode, breaches, told } = await runProgramme(workspace.folder, programme);
  const found = breaches.filter((breach) => programme.tooSmall?.test(breach) !== true);
  const isWell = exitCode === 0 || (exitCode === 1 && breaches.length > 0);
  return isWell && found.length === 0 ? null : `${name} finds in what is no mutant:\n${told}`;
}

/** Whether it was told as a breach or ended the programme: what counts is that these words are among its last. */
function judge({ breach }: Mutant, { exitCode, told }: Ran): Pick<Hunted, 'verdict' | 'told'> {
  if (exitCode === 0) return { verdict: 'survived', told };
  const line = told.split('\n').find((text) => breach.test(text));
  return line === undefined ? { verdict: 'caught by something else', told } : { verdict: 'caught', told: line };
}
