import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { bundle } from '../support/bundle.js';
import { VICTIM_VARIABLE } from '../support/leftovers.js';
import { launchersIn } from './marked-processes.js';
import type { TreeTrailOptions } from './tree-trail.js';

/** What a server of trees is told. */
export interface TreeServerOptions extends TreeTrailOptions {
  readonly name: string;
  readonly socketFile: string;
  readonly journalFile: string;
}

/** What it tells when it answers clients. */
export interface TreeServerReady {
  /** Whether it goes on with an unfinished run. */
  readonly resumed: boolean;
}

/** How it came to its end. */
export interface TreeServerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** A server of trees in a process of its own. It, and all that is started by it, is known by the mark of its home. */
export class TreeServer {
  /** What it tells when it answers clients; `null` if it does not get so far. */
  readonly ready: Promise<TreeServerReady | null>;
  readonly ended: Promise<TreeServerEnd>;
  readonly #child: ChildProcess;
  readonly #home: string;

  constructor(options: TreeServerOptions, home: string) {
    this.#home = home;
    this.#child = fork(bundle('processes/tree-server-main'), [JSON.stringify(options)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, TMPDIR: home, [VICTIM_VARIABLE]: home },
    });
    let stderr = '';
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      stderr += bytes;
    });
    // Its stderr is not handed on: nobody else keeps that open.
    this.ended = once(this.#child, 'close').then(([code, signal]) => ({ code, signal, stderr }));
    const told = once(this.#child, 'message').then(([ready]) => ready as TreeServerReady);
    this.ready = Promise.race([told, this.ended.then(() => null)]);
  }

  /** @param withLauncher - also what would end the commands of a lost server */
  kill(withLauncher: boolean): void {
    const launchers = withLauncher ? launchersIn(this.#home, this.#child.pid ?? 0) : [];
    this.#child.kill('SIGKILL');
    for (const pid of launchers) killProcess(pid);
  }
}

/** Kills a process, if it is there. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended since it was seen.
  }
}
