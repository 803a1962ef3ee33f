import { goneGroups } from './gone-groups.js';

const SHORTEST_DELAY_MS = 10;
const LONGEST_DELAY_MS = 500;

/**
 * Waits for process groups to be gone. Nobody is told when a process ends that is not a child of one's own, so they are looked at
 * again and again, ever more rarely, and only while somebody waits. One look serves all who do.
 */
class GroupWatch {
  readonly #waiting = new Map<number, () => void>();
  #delayMs = SHORTEST_DELAY_MS;
  #timer: NodeJS.Timeout | undefined;

  /** Resolves when the group has no living process. To be asked once, after the group's first process has ended. */
  untilGone(id: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#delayMs = SHORTEST_DELAY_MS;
      this.#look();
    });
  }

  #look(): void {
    clearTimeout(this.#timer);
    for (const id of goneGroups([...this.#waiting.keys()])) {
      this.#waiting.get(id)?.();
      this.#waiting.delete(id);
    }
    if (this.#waiting.size === 0) return;
    this.#timer = setTimeout(() => this.#look(), this.#delayMs);
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_DELAY_MS);
  }
}

/** The one watch of this process. */
export const groupWatch = new GroupWatch();
