import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A program of this example, running as its user runs it, but not for longer than its test. */
export class Program {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  #output = '';

  constructor(name: string, args: readonly string[], runtimeFolder: string) {
    const file = fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url));
    const env = { ...process.env, XDG_RUNTIME_DIR: runtimeFolder };
    this.#child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#closed = once(this.#child, 'close');
    onTestFinished(async () => {
      this.#child.kill('SIGKILL');
      await this.#closed;
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
  }

  /** What Ctrl-C does. */
  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** Resolves when it has ended, with all that it wrote. */
  async end(): Promise<{ readonly code: number | null; readonly output: string }> {
    await this.#closed;
    return { code: this.#child.exitCode, output: this.#output };
  }
}
