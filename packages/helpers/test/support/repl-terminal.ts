import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TrailClient } from '@autotrail/layer2';
import { type IPty, spawn } from '@lydell/node-pty';
import { onTestFinished } from 'vitest';
import { screenOf } from './screen.js';

const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));

/** A process that serves a trail and steers it by a REPL, on a real pseudo-terminal; and another client of its trail. */
export class ReplTerminal {
  readonly folder: string;
  readonly client: TrailClient;
  readonly exitCode: Promise<number>;
  readonly #columns: number;
  readonly #pty: IPty;
  readonly #watchers = new Set<() => void>();
  #sent = '';

  private constructor(folder: string, columns: number, fixture: string) {
    this.folder = folder;
    this.#columns = columns;
    const socketFile = join(folder, 'release.sock');
    this.client = new TrailClient(socketFile);
    const { NODE_REPL_HISTORY: _history, ...env } = process.env;
    this.#pty = spawn(process.execPath, [join(FIXTURES, fixture), socketFile], {
      name: 'xterm-256color',
      cols: columns,
      rows: 50,
      cwd: folder,
      env: { ...env, XDG_STATE_HOME: join(folder, 'state') },
    });
    this.#pty.onData((data) => {
      this.#sent += data;
      for (const look of this.#watchers) look();
    });
    this.exitCode = new Promise((resolve) => this.#pty.onExit(({ exitCode }) => resolve(exitCode)));
  }

  /** Resolves when the REPL shows its first prompt. */
  static async open(columns = 80, fixture = 'steered-trail.js'): Promise<ReplTerminal> {
    const terminal = new ReplTerminal(await mkdtemp(join(tmpdir(), 'autotrail-repl-')), columns, fixture);
    onTestFinished(() => terminal.#close());
    await terminal.shows(/release>$/);
    return terminal;
  }

  /** What can be seen, as lines. */
  get screen(): readonly string[] {
    return screenOf(this.#sent, this.#columns);
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** Resolves when what can be seen matches. */
  async shows(pattern: RegExp): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (!pattern.test(this.screen.join('\n'))) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
      void this.exitCode.then((code) =>
        reject(new Error(`It ended with ${code}, not showing ${pattern}:\n${this.screen.join('\n')}`)),
      );
    });
  }

  async #close(): Promise<void> {
    await this.client.close();
    this.#pty.kill('SIGKILL');
    await this.exitCode;
    await rm(this.folder, { recursive: true, force: true });
  }
}
