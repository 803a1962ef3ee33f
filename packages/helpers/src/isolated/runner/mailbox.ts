import type { JsonValue } from '@autotrail/core';

/** Messages waiting for their reader. Ends, after what is still there was read, when it is told to. */
export class Mailbox implements AsyncIterable<JsonValue> {
  readonly #messages: JsonValue[] = [];
  readonly #wakers: (() => void)[] = [];
  #isEnded = false;

  push(message: JsonValue): void {
    this.#messages.push(message);
    this.#wake();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JsonValue, void, undefined> {
    for (;;) {
      for (let message = this.#messages.shift(); message !== undefined; message = this.#messages.shift()) yield message;
      if (this.#isEnded) return;
      await new Promise<void>((resolve) => this.#wakers.push(resolve));
    }
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }
}
