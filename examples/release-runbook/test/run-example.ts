import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { type IPty, spawn as spawnOnTerminal } from '@lydell/node-pty';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** What the example wrote, and its exit code. */
export interface ExampleRun {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs the example as a user would who is not at a terminal. */
export async function runExample(gitDir: string, ...options: readonly string[]): Promise<ExampleRun> {
  const child = spawn(process.execPath, [MAIN, ...options], { env: environment(gitDir), stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill());
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [exitCode] = await once(child, 'close');
  return { exitCode, output: Buffer.concat(chunks).toString() };
}

/** The example on a terminal of its own. */
export class ExampleOnTerminal {
  readonly #pty: IPty;
  readonly #end: Promise<number>;
  #output = '';
  #onOutput: () => void = () => {};

  constructor(gitDir: string) {
    this.#pty = spawnOnTerminal(process.execPath, [MAIN], { cols: 80, rows: 50, env: environment(gitDir) });
    onTestFinished(() => this.#pty.kill());
    this.#pty.onData((data) => {
      this.#output += stripVTControlCharacters(data).replaceAll('\r', '');
      this.#onOutput();
    });
    this.#end = new Promise((resolve) => this.#pty.onExit(({ exitCode }) => resolve(exitCode)));
  }

  /** Resolves with all that was written when the example has asked for the nth time. */
  async asked(times = 1): Promise<string> {
    while (this.#output.split('(y/n)').length <= times) {
      await new Promise<void>((resolve) => {
        this.#onOutput = resolve;
      });
    }
    return this.#output;
  }

  /** Types keys, as a person would. */
  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** Resolves when the example has ended. */
  async end(): Promise<ExampleRun> {
    return { exitCode: await this.#end, output: this.#output };
  }
}

/** Without what the test runner leaves in it, which the example's own test runner would heed. */
function environment(gitDir: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV$|TEST$|FORCE_COLOR$)/.test(name));
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, String(value)])), NO_COLOR: '1', GIT_DIR: gitDir };
}
