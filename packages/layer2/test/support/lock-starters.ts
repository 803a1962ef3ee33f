import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a starter says of an order. */
export interface StarterAnswer {
  /** The generation, or those, one after the other. */
  readonly won?: number | readonly number[];
  readonly refused?: string;
  readonly owner?: number;
  readonly own?: boolean;
}

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Builds the program of the starters: they run without the help of the test runner. Answers its path. */
export function buildStarter(): string {
  const source = fileURLToPath(new URL('../fixtures/lock-starter.ts', import.meta.url));
  const folder = pathOf('../../.vitest/fixtures');
  execFileSync(
    pathOf('../../../../node_modules/.bin/tsup'),
    [source, '--format', 'esm', '--no-config', '--silent', '--out-dir', folder],
    {
      cwd: pathOf('../..'),
    },
  );
  return `${folder}/lock-starter.js`;
}

/** A process that takes locks when told to. */
export class Starter {
  readonly process: ChildProcess;
  readonly #exit: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.process = child;
    this.#exit = once(child, 'exit');
  }

  static async fork(program: string): Promise<Starter> {
    const child = fork(program);
    await once(child, 'message');
    return new Starter(child);
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  async order(order: object): Promise<StarterAnswer> {
    const answer = once(this.process, 'message');
    this.process.send(order);
    return (await answer)[0];
  }

  /** Ends it as nothing else ends it: without a chance to let go. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.#exit;
  }
}
