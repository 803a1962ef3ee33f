import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXAMPLE = fileURLToPath(new URL('../..', import.meta.url));

/** What a command line came to. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line at work, as a person types it in the folder of this example. */
export class Typed {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #texts = { stdout: '', stderr: '' };
  readonly #watchers = new Set<() => void>();

  /** @param scratch - the folder for sockets and for what is remembered */
  constructor(commandLine: string, scratch: string) {
    const { CI: _ci, NO_COLOR: _noColor, FORCE_COLOR: _forceColor, ...others } = process.env;
    const PATH = [`${EXAMPLE}node_modules/.bin`, process.env.PATH].join(delimiter);
    const env = { ...others, PATH, XDG_RUNTIME_DIR: scratch, XDG_STATE_HOME: scratch };
    // A group of its own: whoever ends it ends the shell and what that started.
    this.#child = spawn('/bin/sh', ['-c', commandLine], {
      cwd: EXAMPLE,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const name of ['stdout', 'stderr'] as const) {
      this.#child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this.#texts[name] += text;
        for (const look of this.#watchers) look();
      });
    }
    this.ended = new Promise((resolve) => this.#child.once('close', (code) => resolve({ code, ...this.#texts })));
  }

  /** Resolves when what it printed holds the text; rejects if it ends without. */
  async prints(text: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = () => (this.#texts.stdout + this.#texts.stderr).includes(text) && resolve();
      this.#watchers.add(look);
      look();
      void this.ended.then(({ stdout, stderr }) => reject(new Error(`Ended without printing ${text}:\n${stdout}${stderr}`)));
    });
  }

  /** Ends it, if it has not ended yet. */
  async end(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
    await this.ended;
  }
}
