import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { launchersOf } from './processes.js';

const SERVER = fileURLToPath(new URL('../fixtures/lost-server.js', import.meta.url));

/** A server in a process of its own, to be lost. */
export class LostServer {
  readonly launcher: () => number;
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(
    what: 'command' | 'outliving' | 'isolated',
    { key, folder }: { key: string; folder: string | null },
    args: readonly string[],
  ) {
    this.#process = spawn(process.execPath, [SERVER, what, key, folder ?? '', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#lines = createInterface(this.#process.stdout as NodeJS.ReadableStream)[Symbol.asyncIterator]();
    this.launcher = () => {
      const [launcher] = launchersOf(this.#process.pid ?? 0);
      // A 0 in its place would signal whoever asks.
      if (launcher === undefined) throw new Error('the server has no launcher');
      return launcher;
    };
  }

  /** Resolves when it has put this out. */
  async heard(line: string): Promise<void> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`the server has ended without ${line}`);
      if (value === line) return;
    }
  }

  /** Resolves when it is lost. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended();
  }

  async ended(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit');
  }
}
