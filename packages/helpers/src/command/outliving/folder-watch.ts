import { type FSWatcher, watch } from 'node:fs';

/** How long a change may stay unseen where the system does not tell of it, in milliseconds. */
const LONGEST_SILENCE_MS = 1_000;

/** Says what has changed: a file by its name, or `null` for anything. */
type Look = (name: string | null) => void;

/** Calls back when something in a folder has changed, and now and then besides: not every system tells of every change. */
export class FolderWatch {
  readonly #timer: NodeJS.Timeout;
  #watcher: FSWatcher | undefined;

  constructor(folder: string, look: Look) {
    this.#timer = setInterval(() => look(null), LONGEST_SILENCE_MS);
    try {
      this.#watcher = watch(folder, (_event, name) => look(name));
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // The system has no watches left: now and then must do.
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#watcher?.close();
  }
}
