import type { AttemptReport, AttemptTask, Executor } from '../ports/executor.js';
import type { AttemptRef, Delivery } from '../trail/effects.js';
import type { Cause } from '../transitions.js';
import { AttemptEnvironment } from './attempt-environment.js';
import { runAttempt } from './run-attempt.js';

/**
 * Runs actions in this process. An interrupt aborts `env.signal` and every open prompt; an action that does not heed it goes on, and
 * is given up after the step's `graceMs`.
 */
export class InProcessExecutor implements Executor {
  readonly #attempts = new Map<string, AttemptEnvironment>();

  start(task: AttemptTask, report: AttemptReport): void {
    void this.#run(task, report);
  }

  end(attempt: AttemptRef, reason: Cause): void {
    this.#attempts.get(keyOf(attempt))?.end(reason);
  }

  deliver(attempt: AttemptRef, delivery: Delivery): void {
    this.#attempts.get(keyOf(attempt))?.deliver(delivery);
  }

  async close(): Promise<void> {
    for (const env of this.#attempts.values()) env.end('shutdown');
  }

  async #run(task: AttemptTask, report: AttemptReport): Promise<void> {
    const env = new AttemptEnvironment(task, report);
    const key = keyOf(task);
    this.#attempts.set(key, env);
    const outcome = await runAttempt(task, env);
    this.#attempts.delete(key);
    env.close();
    report.ended(outcome);
  }
}

function keyOf({ n, attempt }: AttemptRef): string {
  return `${n}.${attempt}`;
}
