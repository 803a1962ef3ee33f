import type { AttemptRef, Journal, JournalRecord } from '@autotrail/layer1';
import type { Disk } from '../disk/disk.js';
import { attemptName, attemptPath, isAttemptName, pathIn } from './run-paths.js';

/**
 * The folders in which the attempts of a run keep files that outlive their server. An attempt makes its own; it is removed here, once it
 * is on record that the attempt is over: until then the next server may have to find out from it how the attempt ended.
 *
 * One that cannot be removed stops nothing: the next server tries again.
 */
export class AttemptFolders {
  readonly #disk: Disk;
  readonly #folder: string;
  /** Resolves when nothing is being removed. */
  #removed: Promise<void> = Promise.resolve();

  /** @param folder - the folder they are all in */
  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  pathOf(attempt: AttemptRef): string {
    return attemptPath(this.#folder, attempt);
  }

  /** Removes those of all attempts but these, which are under way. */
  keepOnly(attempts: readonly AttemptRef[]): Promise<void> {
    const kept = new Set(attempts.map(attemptName));
    return this.#remove((name) => !kept.has(name));
  }

  /** The same journal, which has them removed as soon as it has kept that their attempts are over. */
  following(journal: Journal): Journal {
    return {
      epoch: journal.epoch,
      append: async (records) => {
        await journal.append(records);
        this.#removeOver(records);
      },
      read: (from) => journal.read(from),
      close: async () => {
        await this.#removed;
        await journal.close();
      },
    };
  }

  #removeOver(records: readonly JournalRecord[]): void {
    const over = new Set(records.flatMap(attemptsOver).map(attemptName));
    // In the background: nobody waits for it.
    if (over.size > 0) this.#removed = this.#removed.then(() => this.#remove((name) => over.has(name)));
  }

  async #remove(isOver: (name: string) => boolean): Promise<void> {
    try {
      for (const name of await this.#disk.list(this.#folder)) {
        if (isAttemptName(name) && isOver(name)) await this.#disk.remove(pathIn(this.#folder, name));
      }
    } catch {
      // See above.
    }
  }
}

function attemptsOver({ event }: JournalRecord): readonly AttemptRef[] {
  if (event.type === 'ended') return [event];
  return event.type === 'resumed' ? event.attempts.filter(({ fate }) => fate === 'lost') : [];
}
