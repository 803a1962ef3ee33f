import { AutoTrailError, messageOf } from '@autotrail/core';
import type { Action, ActionResult, Failure, Outcome } from '../action.js';
import { asJson } from '../as-json.js';
import type { Environment } from '../environment.js';
import type { AttemptTask } from '../ports/executor.js';

/** Runs a step's action in this process, with its `before`, `after` and `onFailure`. Never rejects. */
export async function runAttempt({ step, context }: AttemptTask, env: Environment): Promise<Outcome> {
  const { before, after, onFailure } = step.options;
  // That the context is of the type the actions and hooks need was checked where the trail was made.
  const known = context as never;
  try {
    const given = before === undefined ? known : await before(env, known);
    // Interrupted during `before`: the action has not begun, and must not.
    if (before !== undefined) env.signal.throwIfAborted();
    const returned = await run(step.action, env, given);
    const value = after === undefined ? returned : await after(env, known, returned);
    return { ok: true, value: asJson(value ?? null, 'the return value') };
  } catch (error) {
    if (onFailure === undefined) return failure(error);
    return handle(error, () => onFailure(env, known, error));
  }
}

function run(action: Action, env: Environment, given: unknown): ActionResult | PromiseLike<ActionResult> {
  return typeof action === 'function' ? action(env, given as never) : action.run(env, given as never);
}

/** An `onFailure` that fails itself is what the step then shows. */
async function handle(error: unknown, onFailure: () => ActionResult | PromiseLike<ActionResult>): Promise<Outcome> {
  try {
    const value = await onFailure();
    return { ...failure(error), ...(value !== undefined && { value: asJson(value, 'the value of onFailure') }) };
  } catch (second) {
    return failure(second);
  }
}

function failure(error: unknown): Failure {
  return { ok: false, error: { message: messageOf(error), ...(AutoTrailError.is(error) && { code: error.code }) } };
}
