import type { Random } from '../support/random.js';
import type { Scheduler } from './scheduler.js';

/** Gives whatever waits its turn in an order that is drawn. */
export class RandomScheduler implements Scheduler {
  readonly #random: Random;
  readonly #waiting: (() => Promise<void>)[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  schedule<T>(task: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => task.then(resolve, reject));
    });
  }

  count(): number {
    return this.#waiting.length;
  }

  async waitNext(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn++) {
      const [next] = this.#waiting.splice(this.#random.below(this.#waiting.length), 1);
      await next?.();
    }
  }
}
