import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Scratch } from './scratch.js';

/** The command as it is installed. */
export const BIN = fileURLToPath(new URL('../../bin/autotrail.js', import.meta.url));

/** What a process came to. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The path of a fixture. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

/** Runs a script of Node to its end, off a terminal. */
export function runNode(scratch: Scratch, ...args: readonly string[]): Promise<Ended> {
  return startNode(scratch, ...args).ended;
}

/** Runs the command `autotrail` to its end, off a terminal. */
export function autotrail(scratch: Scratch, ...args: readonly string[]): Promise<Ended> {
  return runNode(scratch, BIN, ...args);
}

/** Starts a script of Node; it is ended with its test. */
export function startNode(scratch: Scratch, ...args: readonly string[]): Running {
  const running = new Running(scratch, args);
  onTestFinished(() => running.kill('SIGKILL'));
  return running;
}

/** Starts the command `autotrail`; it is ended with its test. */
export function startAutotrail(scratch: Scratch, ...args: readonly string[]): Running {
  return startNode(scratch, BIN, ...args);
}

/** A process at work. */
export class Running {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #texts = { stdout: '', stderr: '' };
  readonly #watchers = new Set<() => void>();

  constructor(scratch: Scratch, args: readonly string[]) {
    this.#child = spawn(process.execPath, args, {
      cwd: scratch.folder,
      env: scratch.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const name of ['stdout', 'stderr'] as const) {
      this.#child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this.#texts[name] += text;
        for (const look of this.#watchers) look();
      });
    }
    this.ended = new Promise((resolve) => this.#child.once('close', (code) => resolve({ code, ...this.#texts })));
  }

  /** Resolves when what it printed on stdout or stderr holds the text so often; rejects if it ends without. */
  async prints(text: string, times = 1): Promise<void> {
    const isPrinted = () => Object.values(this.#texts).some((printed) => printed.split(text).length > times);
    await new Promise<void>((resolve, reject) => {
      const look = () => isPrinted() && resolve();
      this.#watchers.add(look);
      look();
      void this.ended.then(() =>
        reject(new Error(`It ended without printing ${text}:\n${this.#texts.stdout}${this.#texts.stderr}`)),
      );
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
