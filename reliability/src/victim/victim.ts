import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bundle } from '../support/bundle.js';
import type { TrailKind } from './trails.js';

/** What a victim says of itself, after it has thrown away all that it does not need. */
export interface VictimReport {
  /** Resident memory, in bytes. */
  readonly rss: number;
  /** Memory of objects, in bytes. */
  readonly heapUsed: number;
  /** Open file descriptors. */
  readonly descriptors: number;
  /** What was added to, removed from or replaced in the prototypes of built-in objects since the process began. */
  readonly changedPrototypes: readonly string[];
}

/** How a victim came to its end. */
export interface VictimEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How often, and how long after each other, in milliseconds, a victim is asked whether it has come to rest. */
const MOST_LOOKS = 40;
const LOOK_MS = 250;

/**
 * A process of its own that serves a trail on a socket in a folder of its own, with its journal beside it.
 *
 * @example
 * await using victim = await Victim.start('still');
 * const client = new TrailClient(victim.socketFile);
 */
export class Victim implements AsyncDisposable {
  readonly socketFile: string;
  /** Resolves when the process is gone. */
  readonly ended: Promise<VictimEnd>;
  readonly #child: ChildProcess;
  readonly #folder: string;
  #end: VictimEnd | null = null;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    this.socketFile = socketIn(folder);
    this.ended = once(child, 'exit').then(([code, signal]) => {
      this.#end = { code, signal };
      return this.#end;
    });
  }

  /** @param nodeOptions - further options of Node.js @default none */
  static async start(kind: TrailKind, nodeOptions: readonly string[] = []): Promise<Victim> {
    const folder = await mkdtemp(join(tmpdir(), 'autotrail-victim-'));
    const child = fork(bundle('victim/serve-main'), [kind, socketIn(folder)], {
      execArgv: ['--expose-gc', ...nodeOptions],
      env: { ...process.env, XDG_STATE_HOME: folder, XDG_RUNTIME_DIR: folder },
    });
    const victim = new Victim(child, folder);
    await Promise.race([once(child, 'message'), victim.ended.then(thrown)]);
    return victim;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** How the process came to its end; null while it lives. */
  get end(): VictimEnd | null {
    return this.#end;
  }

  /** Asks it how it is. Rejects if it has ended. */
  async report(): Promise<VictimReport> {
    // A child that is gone cannot be sent anything; that it is gone, is told by `ended`.
    this.#child.send({ report: true }, () => {});
    const [report] = await Promise.race([once(this.#child, 'message'), this.ended.then(thrown)]);
    return report as VictimReport;
  }

  /** Asks it how it is until it holds no more descriptors than so many, or has had its time: hanging up on clients takes a grace. */
  async reportAtRest(descriptors: number): Promise<VictimReport> {
    for (let look = 1; ; look += 1) {
      const report = await this.report();
      if (report.descriptors <= descriptors || look === MOST_LOOKS) return report;
      await pause(LOOK_MS);
    }
  }

  /** Kills it as the system would: nothing of it runs any more. */
  async kill(): Promise<VictimEnd> {
    this.#child.kill('SIGKILL');
    return this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#end === null) await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function socketIn(folder: string): string {
  return join(folder, 'victim.sock');
}

function thrown({ code, signal }: VictimEnd): never {
  throw new Error(`The victim has ended by itself, with code ${code} and signal ${signal}.`);
}
