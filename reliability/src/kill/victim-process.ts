import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { bundle } from '../support/bundle.js';
import { VICTIM_VARIABLE } from '../support/leftovers.js';
import type { DeathPlan } from './failpoints.js';
import type { KillContext } from './kill-trail.js';
import type { Saboteur } from './saboteur-disk.js';

/** What a victim is told. */
export interface VictimOptions {
  /** The trail's name. */
  readonly name: string;
  readonly socketFile: string;
  /** A journal of its own; `null`: in the state folder. */
  readonly journalFile: string | null;
  /** Where attempts leave their keys. */
  readonly ledger: string;
  readonly plan: DeathPlan | null;
  /** Where it writes at which point it died. */
  readonly deathFile: string;
  readonly saboteur: Saboteur | null;
}

/** What a victim tells when it answers clients. */
export interface VictimReady {
  readonly journalFile: string;
  /** Whether it goes on with an unfinished run. */
  readonly resumed: boolean;
  readonly context: KillContext;
}

/** How a victim came to its end. */
export interface Death {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  /** The point at which it died; `null` if it was none. */
  readonly point: string | null;
  readonly stderr: string;
}

/** A process that is to be killed. */
export class VictimProcess {
  /** What it tells when it answers clients; `null` if it does not get so far. */
  readonly ready: Promise<VictimReady | null>;
  readonly death: Promise<Death>;
  readonly #child: ChildProcess;

  /** @param home - the folder of all the files of the victim, and its mark */
  constructor(options: VictimOptions, home: string) {
    rmSync(options.deathFile, { force: true });
    this.#child = fork(bundle('kill/victim-main'), [JSON.stringify(options)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, XDG_STATE_HOME: home, [VICTIM_VARIABLE]: home },
    });
    let stderr = '';
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      stderr += bytes;
    });
    this.death = once(this.#child, 'close').then(([code, signal]) => ({
      code,
      signal,
      point: readText(options.deathFile),
      stderr,
    }));
    const told = once(this.#child, 'message').then(([ready]) => ready as VictimReady);
    this.ready = Promise.race([told, this.death.then(() => null)]);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
