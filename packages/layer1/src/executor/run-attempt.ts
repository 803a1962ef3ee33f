import { messageOf } from '@autotrail/core';
import type { Action, ActionResult, Failure, Outcome } from '../action.js';
import { asJson } from '../as-json.js';
import type { Environment } from '../environment.js';
import type { AttemptTask } from '../ports/executor.js';

/** Runs a step's action in this process, with its `before`, `after` and `onFailure`. Never rejects. */
export function runAttempt(task: AttemptTask, env: Environment): Promise<Outcome> {
  const { action, options } = task.step;
  const { before } = options;
  // That the context is of the type the actions and hooks need was checked where the trail was made.
  if (before === undefined) return seeThrough(task, env, () => run(action, env, task.context));
  return seeThrough(task, env, async () => {
    const given = await before(env, task.context as never);
    // Interrupted during `before`: the action has not begun, and must not.
    env.signal.throwIfAborted();
    return run(action, env, given);
  });
}

/** Waits for the action of an attempt, however it came to run, and adds what the step's `after` and `onFailure` make of it. */
export async function seeThrough(
  { step, context }: AttemptTask,
  env: Environment,
  act: () => ActionResult | PromiseLike<ActionResult>,
): Promise<Outcome> {
  const { after, onFailure } = step.options;
  const known = context as never;
  try {
    const returned = await act();
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
  return { ok: false, error: { message: messageOf(error), ...kindOf(error) } };
}

/** What errors are told apart by. A class that gave itself no name goes by the one it was declared under. */
function kindOf(error: unknown): Pick<Failure['error'], 'code' | 'name'> {
  if (typeof error !== 'object' || error === null) return {};
  try {
    const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
    const known = name === 'Error' ? error.constructor.name : name;
    const isNamed = error instanceof Error || typeof code === 'string';
    return {
      ...(typeof code === 'string' && { code }),
      ...(isNamed && typeof known === 'string' && known !== 'Error' && { name: known }),
    };
  } catch {
    // Whatever an action throws, its attempt has ended.
    return {};
  }
}
