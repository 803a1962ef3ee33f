import type { JsonValue } from '@autotrail/core';
import type { ActionObject, Environment } from '@autotrail/layer1';

/** Sees what an action puts out first in each attempt. */
export class FirstOutput {
  readonly #seen: JsonValue[] = [];
  #wake: () => void = () => {};

  watch(action: ActionObject<unknown>): ActionObject<unknown> {
    return { ...action, run: (env, context) => action.run(this.#listenTo(env), context) };
  }

  /** The first output of the next attempt, when it is there. */
  async seen(): Promise<JsonValue> {
    for (;;) {
      const output = this.#seen.shift();
      if (output !== undefined) return output;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #listenTo(env: Environment): Environment {
    let isFirst = true;
    const output = (message: JsonValue): void => {
      env.output(message);
      if (isFirst) this.#seen.push(message);
      isFirst = false;
      this.#wake();
    };
    const { attempt, key, folder, signal, messages } = env;
    const input: Environment['input'] = (...args) => env.input(...args);
    return { attempt, key, folder, signal, messages, input, output, survivors: (processes) => env.survivors(processes) };
  }
}
