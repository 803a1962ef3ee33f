import { existsSync, type FSWatcher, mkdirSync, readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';

/** What the name of the file ends with of an attempt that was started once more. */
const AGAIN = '~again';

/** The files that attempts leave: that they were started and by which process, that they were started again, that they are ready. */
export class Ledger {
  readonly folder: string;
  readonly #watcher: FSWatcher;
  readonly #waiting = new Map<string, () => void>();

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder);
    this.#watcher = watch(folder, (_event, name) => this.#found(name ?? ''));
  }

  /** Resolves when all of an attempt is there. */
  ready(attempt: string): Promise<void> {
    return this.#until(`${attempt}~ready`);
  }

  /** Resolves when an attempt has said all that it had to say. */
  done(attempt: string): Promise<void> {
    return this.#until(`${attempt}~done`);
  }

  /** The first process of an attempt. */
  leaderOf(attempt: string): number {
    return Number.parseInt(readFileSync(join(this.folder, attempt), 'utf8'), 10);
  }

  /** The attempts that were started. */
  started(): readonly string[] {
    return readdirSync(this.folder).filter((name) => !name.includes('~'));
  }

  /** The attempts that were started once more. */
  startedAgain(): readonly string[] {
    const names = readdirSync(this.folder).filter((name) => name.endsWith(AGAIN));
    return names.map((name) => name.slice(0, -AGAIN.length));
  }

  close(): void {
    this.#watcher.close();
  }

  async #until(name: string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.set(name, resolve);
      if (existsSync(join(this.folder, name))) this.#found(name);
    });
  }

  #found(name: string): void {
    this.#waiting.get(name)?.();
    this.#waiting.delete(name);
  }
}
