import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { TrailClient } from '@autotrail/layer2';
import { bundle } from '../support/bundle.js';

/** What a starter is told. */
export interface StarterOptions {
  readonly name: string;
  readonly socketFile: string;
  /** Where owners write that they are. */
  readonly ledger: string;
}

/** What came of a start. */
export type StarterOutcome =
  | { readonly type: 'owner'; readonly epoch: number; readonly journalFile: string }
  | { readonly type: 'refused'; readonly code: string; readonly message: string };

/** Where starters meet. */
export interface RacePlace {
  readonly home: string;
  readonly name: string;
  readonly ledger: string;
}

/** A process that wants to be a trail's server. */
export class Starter {
  readonly client: TrailClient;
  /** Resolves with the code when the process is gone; null if it was killed. */
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #loaded: Promise<unknown>;

  /** @param number - of no other starter there */
  constructor({ home, name, ledger }: RacePlace, number: number) {
    const socketFile = join(home, `${number}.sock`);
    const options: StarterOptions = { name, socketFile, ledger };
    this.#child = fork(bundle('kill/starter-main'), [JSON.stringify(options)], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...process.env, XDG_STATE_HOME: home },
    });
    this.client = new TrailClient(socketFile);
    this.#loaded = once(this.#child, 'message');
    this.exited = once(this.#child, 'exit').then(([code]) => code);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when it could begin at once. */
  async load(): Promise<void> {
    await this.#loaded;
  }

  /** Has it begin. Resolves with what came of it; null if it died before. */
  async go(): Promise<StarterOutcome | null> {
    const told = once(this.#child, 'message').then(([outcome]) => outcome as StarterOutcome);
    this.#child.send('go');
    return Promise.race([told, this.exited.then(() => null)]);
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
    this.#child.kill(signal);
  }

  /** Has it end in order, and answers its code. */
  async end(): Promise<number | null> {
    this.#child.send('end', () => {});
    return this.exited;
  }
}
