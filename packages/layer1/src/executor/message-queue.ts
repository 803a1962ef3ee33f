import type { JsonValue } from '@autotrail/core';
import { Queue } from '../queue.js';

/** Messages waiting for their reader: pushed at one end, iterated at the other, until they are ended. */
export class MessageQueue implements AsyncIterable<JsonValue> {
  readonly #messages = new Queue<JsonValue>();
  readonly #readers = new Queue<(result: IteratorResult<JsonValue, undefined>) => void>();
  #isEnded = false;

  push(message: JsonValue): void {
    if (this.#isEnded) return;
    const reader = this.#readers.shift();
    if (reader === undefined) this.#messages.push(message);
    else reader({ done: false, value: message });
  }

  /** Ends the iteration, after what is still there was read. */
  end(): void {
    this.#isEnded = true;
    for (let reader = this.#readers.shift(); reader !== undefined; reader = this.#readers.shift())
      reader({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): AsyncIterator<JsonValue, undefined> {
    return { next: () => this.#next() };
  }

  #next(): Promise<IteratorResult<JsonValue, undefined>> {
    const message = this.#messages.shift();
    if (message !== undefined) return Promise.resolve({ done: false, value: message });
    if (this.#isEnded) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#readers.push(resolve));
  }
}
