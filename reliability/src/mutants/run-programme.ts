import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Programme } from './layers.js';

/** What the programmes draw: the same for every mutant, so that what is found once is found again. */
const SEED = 7;
/** After this time, in milliseconds, a programme is taken for stuck. */
const STUCK_MS = 300_000;

/** What came of a programme. */
export interface Ran {
  /** `null`: it did not come to its end. */
  readonly exitCode: number | null;
  /** The promises that it found broken, in its words. */
  readonly breaches: readonly string[];
  /** Everything it said beside its figures. */
  readonly told: string;
}

/** Runs a programme of a copied workspace. */
export async function runProgramme(folder: string, { main, args }: Programme): Promise<Ran> {
  const place = join(folder, 'reliability');
  const child = spawn(process.execPath, [join(place, 'dist', `${main}.js`), ...args], {
    cwd: place,
    env: { ...process.env, RELIABILITY_SEED: String(SEED), TMPDIR: join(folder, 'tmp') },
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own: what it has started goes with it.
    detached: true,
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const timer = setTimeout(() => endGroup(child.pid), STUCK_MS);
  const [told, [exitCode]] = await Promise.all([text(child.stderr), closed]);
  clearTimeout(timer);
  return { exitCode, breaches: breachesIn(told), told };
}

function endGroup(pid: number | undefined): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

/** Every breach follows a line that says so; a trace may follow the breach. */
function breachesIn(told: string): readonly string[] {
  return told.split(/^.*: BREACH \(seed .*\)\n/m).slice(1);
}
