import { asJson } from '@autotrail/layer1';
import type { Answer, RunMessage } from '../messages.js';
import { unpackContext } from '../packed-context.js';
import { packError } from '../packed-error.js';
import { loadAction } from './load-action.js';
import type { RunnerEnvironment } from './runner-environment.js';

/** Loads an action and runs it. Never rejects. */
export async function runAction({ url, name, context }: RunMessage, env: RunnerEnvironment): Promise<Answer> {
  try {
    const action = await loadAction(new URL(url), name);
    const call = (key: string | null, method: string, args: readonly unknown[]): Promise<unknown> =>
      env.call({ key, method, args });
    const returned = await action(env, unpackContext(context, call));
    return { ok: true, value: asJson(returned ?? null, 'the return value') };
  } catch (error) {
    return { ok: false, error: packError(error) };
  }
}
