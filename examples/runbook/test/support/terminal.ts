import { stripVTControlCharacters } from 'node:util';
import { type IPty, spawn } from '@lydell/node-pty';
import { onTestFailed, onTestFinished } from 'vitest';

/** A program on a terminal of its own. */
export class Terminal {
  readonly #pty: IPty;
  readonly #end: Promise<number>;
  #written = '';
  #seen = 0;
  #onChange: () => void = () => {};
  #hasEnded = false;

  constructor(file: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    this.#pty = spawn(process.execPath, [file, ...args], { cols: 120, rows: 50, env });
    onTestFinished(() => this.#pty.kill());
    onTestFailed(() => console.error(this.#output));
    this.#pty.onData((data) => {
      this.#written += data;
      this.#onChange();
    });
    this.#end = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        this.#hasEnded = true;
        this.#onChange();
        resolve(exitCode);
      });
    });
  }

  /** Resolves when all of that was written, in any order, after what was waited for before. */
  async shows(...texts: readonly string[]): Promise<void> {
    for (;;) {
      const output = this.#output;
      const ends = texts.map((text) => endOf(text, output, this.#seen));
      if (!ends.includes(-1)) {
        this.#seen = Math.max(...ends);
        return;
      }
      if (this.#hasEnded) throw new Error(`Ended before it wrote ${texts.join(', ')}:\n${output}`);
      await new Promise<void>((resolve) => {
        this.#onChange = resolve;
      });
    }
  }

  /** Types keys, as a person would. */
  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** Resolves with all that was written, and the exit code. */
  async end(): Promise<{ readonly exitCode: number; readonly output: string }> {
    return { exitCode: await this.#end, output: this.#output };
  }

  get #output(): string {
    return stripVTControlCharacters(this.#written).replaceAll('\r', '');
  }
}

/** Where a text ends that is looked for from a place on; -1 if it is not there. */
function endOf(text: string, output: string, from: number): number {
  const at = output.indexOf(text, from);
  return at < 0 ? -1 : at + text.length;
}
