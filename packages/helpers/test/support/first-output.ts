import type { JsonValue } from '@autotrail/core';
import type { ActionObject, Environment, InputOptions, ProcessRef } from '@autotrail/layer1';

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
    const heard = { output, survivors: (processes: readonly ProcessRef[]) => env.survivors(processes) };
    const { attempt, key, folder, signal, messages, params, results } = env;
    const ask: Environment['ask'] = (message: JsonValue, options?: InputOptions) =>
      env.input(message, options as InputOptions<JsonValue>) as Promise<never>;
    const asks = { ask, input: ask, confirm: (...args: Parameters<Environment['confirm']>) => env.confirm(...args) };
    return { attempt, key, folder, signal, messages, params, results, resultOf: (step) => env.resultOf(step), ...asks, ...heard };
  }
}
