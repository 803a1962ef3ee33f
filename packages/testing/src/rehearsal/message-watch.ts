import type { JsonValue } from '@autotrail/core';
import type { Environment } from '@autotrail/layer1';

/** Knows whether an action waits for a message, which only a person can send. */
export class MessageWatch {
  #waiting = 0;

  /** Whether a message is waited for. */
  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  /** An environment whose messages are watched; everything else is the given one's own. */
  over(env: Environment): Environment {
    return new Proxy(env, {
      get: (target, key) => {
        if (key === 'messages') return this.#watch(target.messages);
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  #watch(messages: AsyncIterable<JsonValue>): AsyncIterable<JsonValue> {
    return {
      [Symbol.asyncIterator]: () => {
        const iterator = messages[Symbol.asyncIterator]();
        return { next: () => this.#waitFor(iterator.next()) };
      },
    };
  }

  async #waitFor<T>(next: Promise<T>): Promise<T> {
    this.#waiting += 1;
    try {
      return await next;
    } finally {
      this.#waiting -= 1;
    }
  }
}
