import { setImmediate as nextMacrotask } from 'node:timers/promises';
import type { JsonValue } from '@autotrail/core';
import { type Environment, type StandardSchema, type Step, step } from '@autotrail/layer1';

/**
 * The steps that an executor is tried with. `returns`: puts out `one` and `two`, and returns `done`; `throws`: fails with a
 * message that has `out of order` in it; `asks`: asks `which?`, and returns what it is answered; `checks`: asks `how many?` with a
 * schema that takes numbers only and makes twice as many of them, which it returns; `withdraws`: asks `which?` with the choices `a` and
 * `b`, withdraws that at once, and returns `withdrawn`; `neglects`: asks `which?` and `when?`, withdraws the latter at once, waits for
 * neither, but for an answer to `go on?`, then for a turn of the event loop, and returns how all three came out; `knows`: returns
 * `{ params, built }`, the latter what has become of the step `build`; `waits`: goes on until it is ended.
 */
export type ExecutorSteps = Readonly<
  Record<'returns' | 'throws' | 'asks' | 'checks' | 'withdraws' | 'neglects' | 'knows' | 'waits', Step>
>;

/** Steps for executors that run functions of this process. */
export function functionSteps(): ExecutorSteps {
  const returns = (env: Environment): string => {
    env.output('one');
    env.output('two');
    return 'done';
  };
  const throws = (): never => {
    throw new Error('out of order');
  };
  const asks = (env: Environment): Promise<JsonValue> => env.input('which?');
  const checks = (env: Environment): Promise<number> => env.ask('how many?', { schema: TWICE });
  const withdraws = async (env: Environment): Promise<string> => {
    const abort = new AbortController();
    const asked = env.input('which?', { choices: ['a', 'b'], signal: abort.signal });
    abort.abort('withdrawn');
    return asked.catch(String) as Promise<string>;
  };
  const neglects = async (env: Environment): Promise<JsonValue> => {
    const abort = new AbortController();
    const asked = [env.input('which?'), env.input('when?', { signal: abort.signal }), env.input('go on?')];
    abort.abort('withdrawn');
    await asked[2]?.catch(() => {});
    await nextMacrotask();
    return (await Promise.allSettled(asked)).map(({ status }) => status);
  };
  const knows = (env: Environment): JsonValue => ({ params: env.params, built: env.resultOf('build') });
  const waits = ({ signal }: Environment): Promise<never> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const actions = { returns, throws, asks, checks, withdraws, neglects, knows, waits };
  return Object.fromEntries(Object.entries(actions).map(([name, action]) => [name, step(action)])) as ExecutorSteps;
}

const TWICE: StandardSchema<unknown, number> = {
  '~standard': {
    version: 1,
    vendor: 'autotrail',
    validate: (value) => (typeof value === 'number' ? { value: value * 2 } : { issues: [{ message: 'expected a number' }] }),
  },
};
