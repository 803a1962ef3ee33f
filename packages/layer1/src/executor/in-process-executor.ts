import { type JsonValue, messageOf } from '@autotrail/core';
import type { Outcome, Recovery } from '../action.js';
import type { AttemptReport, AttemptTask, Executor, RecoveryTask } from '../ports/executor.js';
import type { AttemptFate } from '../trail/attempt-fate.js';
import type { AttemptRef, Delivery } from '../trail/effects.js';
import type { Prompt } from '../trail/prompt.js';
import type { Cause } from '../transitions.js';
import { AttemptEnvironment } from './attempt-environment.js';
import { TOO_LATE } from './question.js';
import { runAttempt, seeThrough } from './run-attempt.js';

/**
 * Runs actions in this process. An interrupt aborts `env.signal` and every open prompt; an action that does not heed it goes on, and
 * is given up after the step's `graceMs`. Of an attempt of a lost server it asks the action what is left.
 */
export class InProcessExecutor implements Executor {
  readonly #attempts = new Map<string, AttemptEnvironment>();

  start(task: AttemptTask, report: AttemptReport): void {
    const env = this.#open(task, report, []);
    void this.#follow(task, { env, report, outcome: runAttempt(task, env) });
  }

  end(attempt: AttemptRef, reason: Cause): void {
    this.#attempts.get(keyOf(attempt))?.end(reason);
  }

  deliver(attempt: AttemptRef, delivery: Delivery): void {
    this.#attempts.get(keyOf(attempt))?.deliver(delivery);
  }

  check(attempt: AttemptRef, promptId: string, value: JsonValue): string | null | Promise<string | null> {
    const env = this.#attempts.get(keyOf(attempt));
    return env === undefined ? TOO_LATE : env.check(promptId, value);
  }

  async recover(task: RecoveryTask, report: AttemptReport): Promise<AttemptFate> {
    const env = this.#open(task, report, task.prompts);
    const found = await lookFor(task, env);
    if (found.fate === 'lost') {
      this.#close(task, env);
      return found;
    }
    if (task.isOver) {
      this.#close(task, env);
      void tellWhenGone(found, report);
      return fateOf(found);
    }
    const outcome = found.fate === 'kept' ? seeThrough(task, env, () => found.result) : whenGone(found.gone, report);
    void this.#follow(task, { env, report, outcome });
    return fateOf(found);
  }

  async close(): Promise<void> {
    for (const env of this.#attempts.values()) env.end('shutdown');
  }

  #open(task: AttemptTask, report: AttemptReport, asked: readonly Prompt[]): AttemptEnvironment {
    const env = new AttemptEnvironment(task, report, asked);
    this.#attempts.set(keyOf(task), env);
    return env;
  }

  #close(task: AttemptTask, env: AttemptEnvironment): void {
    this.#attempts.delete(keyOf(task));
    env.close();
  }

  async #follow(task: AttemptTask, { env, report, outcome }: Followed): Promise<void> {
    const came = await outcome;
    this.#close(task, env);
    report.ended(came);
  }
}

interface Followed {
  readonly env: AttemptEnvironment;
  readonly report: AttemptReport;
  readonly outcome: Promise<Outcome>;
}

async function lookFor({ step, context }: AttemptTask, env: AttemptEnvironment): Promise<Recovery> {
  const { action } = step;
  if (typeof action === 'function' || action.recover === undefined) return { fate: 'lost' };
  try {
    return await action.recover(env, context as never);
  } catch (error) {
    env.output(`What is left of this attempt could not be found out: ${messageOf(error)}`);
    return { fate: 'lost' };
  }
}

function fateOf(found: Recovery): AttemptFate {
  return found.fate === 'left behind' ? { fate: found.fate, processes: found.processes } : { fate: found.fate };
}

/** Nobody waits for an attempt that is over; who looks at the status is to know what is left of it. */
async function tellWhenGone(found: Exclude<Recovery, { readonly fate: 'lost' }>, report: AttemptReport): Promise<void> {
  try {
    await (found.fate === 'kept' ? found.result : found.gone);
    report.survivors([]);
  } catch {
    // They are shown as they were found.
  }
}

async function whenGone(gone: Promise<void>, report: AttemptReport): Promise<Outcome> {
  try {
    await gone;
    report.survivors([]);
    return { ok: false, error: { message: 'The server was lost during this attempt.' } };
  } catch (error) {
    return { ok: false, error: { message: messageOf(error) } };
  }
}

function keyOf({ n, attempt }: AttemptRef): string {
  return `${n}.${attempt}`;
}
