import { type IPty, spawn } from '@lydell/node-pty';
import { onTestFinished } from 'vitest';
import { BIN } from './autotrail.js';
import type { Scratch } from './scratch.js';

/** A command on a real pseudo-terminal. */
export class TerminalSession {
  readonly ended: Promise<{ readonly code: number; readonly shown: string }>;
  readonly #pty: IPty;
  #shown = '';
  readonly #watchers = new Set<() => void>();

  constructor(
    scratch: Scratch,
    args: readonly string[],
    { columns = 80, env = {} }: { columns?: number; env?: NodeJS.ProcessEnv } = {},
  ) {
    this.#pty = spawn(process.execPath, [BIN, ...args], {
      name: env.TERM ?? 'xterm-256color',
      cols: columns,
      rows: 40,
      cwd: scratch.folder,
      env: { ...scratch.env, COLUMNS: undefined, ...env },
    });
    this.#pty.onData((data) => {
      this.#shown += data;
      for (const look of this.#watchers) look();
    });
    this.ended = new Promise((resolve) => this.#pty.onExit(({ exitCode }) => resolve({ code: exitCode, shown: this.#shown })));
    onTestFinished(() => this.#pty.kill());
  }

  /** Types keys once the terminal shows a text, or shows it for the second time or a later one. */
  async typeAt(text: string, keys: string, times = 1): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = () => this.#shown.split(text).length > times && resolve();
      this.#watchers.add(look);
      look();
      void this.ended.then(({ shown }) => reject(new Error(`It ended without showing ${text}:\n${shown}`)));
    });
    this.#pty.write(keys);
  }
}
