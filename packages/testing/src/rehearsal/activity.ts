import { Deferred } from '@autotrail/layer1';

/** Counts what is seen of a trail at work, so that it can be told when nothing happens any longer. */
export class Activity {
  #count = 0;
  #next: Deferred<void> | undefined;

  /** How much was seen so far. */
  get count(): number {
    return this.#count;
  }

  /** Something was seen. */
  touch(): void {
    this.#count += 1;
    this.#next?.resolve();
    this.#next = undefined;
  }

  /** Resolves when something is seen. */
  next(): Promise<void> {
    this.#next ??= new Deferred();
    return this.#next.promise;
  }
}
