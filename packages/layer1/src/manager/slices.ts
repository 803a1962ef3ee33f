import { setImmediate as nextMacrotask } from 'node:timers/promises';

/** How long work may go on before sockets and timers get their turn, in milliseconds. */
const SLICE_MS = 2;

/** What {@link Slices} runs. */
export interface SlicedWork {
  /** Does a bit of work and says whether there is more. */
  readonly work: () => boolean | Promise<boolean>;
  /** Told when `work` threw: it is not asked again. */
  readonly onCrash: (error: unknown) => void;
}

/**
 * Runs work in slices, so that a process with ten thousand things to do still hears its clients.
 *
 * As long as there is more, `work` is asked again: within the same slice at once, then after the event loop has been round. When
 * there is no more it sleeps, without a timer or a poll, until it is woken.
 */
export class Slices {
  readonly #work: SlicedWork['work'];
  readonly #onCrash: SlicedWork['onCrash'];
  #isRunning = false;
  #isWoken = false;
  #isStopped = false;
  #sliceEnd = 0;

  constructor({ work, onCrash }: SlicedWork) {
    this.#work = work;
    this.#onCrash = onCrash;
  }

  /** Says that there is something to do. */
  wake(): void {
    this.#isWoken = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    queueMicrotask(() => void this.#run());
  }

  /** Never asks for work again, whatever wakes it. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Whether the slice is used up. */
  get isOver(): boolean {
    return performance.now() >= this.#sliceEnd;
  }

  async #run(): Promise<void> {
    try {
      while (this.#isWoken && !this.#isStopped) {
        this.#isWoken = false;
        // A chain of steps that end at once wakes us from microtask to microtask: without this the sockets would never be heard.
        if (this.isOver) await this.#nextSlice();
        const more = this.#work();
        if (typeof more === 'boolean' ? more : await more) this.#isWoken = true;
      }
    } catch (error) {
      this.stop();
      this.#onCrash(error);
    } finally {
      this.#isRunning = false;
    }
  }

  async #nextSlice(): Promise<void> {
    await nextMacrotask();
    this.#sliceEnd = performance.now() + SLICE_MS;
  }
}
