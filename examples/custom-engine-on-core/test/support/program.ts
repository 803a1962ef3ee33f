import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A program of this example, running as its user runs it, but not for longer than its test. */
export class Program {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<void>;
  #isClosed = false;
  #output = '';

  constructor(name: string, args: readonly string[]) {
    const file = fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url));
    this.#child = spawn(process.execPath, [file, ...args]);
    this.#closed = once(this.#child, 'close').then(() => {
      this.#isClosed = true;
    });
    onTestFinished(() => {
      this.#child.kill('SIGKILL');
      return this.#closed;
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
  }

  /** Resolves when it has written that. */
  async wrote(text: string): Promise<void> {
    while (!this.#output.includes(text)) {
      if (this.#isClosed) throw new Error(`Ended before it wrote ${text}:\n${this.#output}`);
      await Promise.race([once(this.#child.stdout, 'data'), this.#closed]);
    }
  }

  /** Resolves when it has ended. */
  async end(): Promise<{ readonly code: number | null; readonly output: string }> {
    await this.#closed;
    return { code: this.#child.exitCode, output: this.#output };
  }

  /** What Ctrl-C does. */
  interrupt(): void {
    this.#child.kill('SIGINT');
  }
}
