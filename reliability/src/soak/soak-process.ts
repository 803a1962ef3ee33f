import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { VICTIM_VARIABLE } from '../support/leftovers.js';
import type { SoakMessage, SoakOptions } from './soak-messages.js';

/** How a soaked server came to its end. */
export interface SoakDeath {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** A soaked server, and what it tells. */
export class SoakProcess {
  readonly death: Promise<SoakDeath>;
  readonly #child: ChildProcess;
  readonly #told: SoakMessage[] = [];
  #isGone = false;
  #wake: () => void = () => {};

  /** @param home - the folder of all its files, and its mark */
  constructor(main: string, options: SoakOptions, home: string) {
    this.#child = fork(main, [JSON.stringify(options)], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, XDG_STATE_HOME: home, [VICTIM_VARIABLE]: home },
    });
    let stderr = '';
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      stderr = (stderr + bytes).slice(-2_000);
    });
    this.#child.on('message', (message) => {
      this.#told.push(message as SoakMessage);
      this.#wake();
    });
    this.death = once(this.#child, 'close').then(([code, signal]) => {
      this.#isGone = true;
      this.#wake();
      return { code, signal, stderr };
    });
  }

  /** What it tells next; `null` if it is gone. */
  async next(): Promise<SoakMessage | null> {
    while (this.#told.length === 0 && !this.#isGone) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#told.shift() ?? null;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
