import type { JsonValue } from '@autotrail/core';
import {
  type AttemptRef,
  type AttemptReport,
  type AttemptTask,
  type Cause,
  type Delivery,
  type Executor,
  InProcessExecutor,
} from '@autotrail/layer1';
import { type RehearsalSetting, RehearsedAttempt } from './rehearsed-attempt.js';
import { hasStandIn } from './stand-ins.js';

/** Makes attempts as an `InProcessExecutor` does, with stand-ins in place of the actions, and knows whether one is at work. */
export class RehearsalExecutor implements Executor {
  readonly #inner = new InProcessExecutor();
  readonly #setting: RehearsalSetting;
  readonly #attempts = new Map<string, RehearsedAttempt>();
  readonly #notRun = new Set<number>();

  constructor(setting: RehearsalSetting) {
    this.#setting = setting;
  }

  /** Whether an attempt will go on without the clock being moved and without an answer. */
  get isAtWork(): boolean {
    for (const attempt of this.#attempts.values()) if (attempt.isAtWork) return true;
    return false;
  }

  /** The numbers of the steps that were reached, and whose actions nothing stood in for. */
  get notRun(): ReadonlySet<number> {
    return this.#notRun;
  }

  start(task: AttemptTask, report: AttemptReport): void {
    const { activity, options } = this.#setting;
    activity.touch();
    if (!hasStandIn(task.step, options)) this.#notRun.add(task.n);
    const attempt = new RehearsedAttempt(task, this.#setting);
    this.#attempts.set(keyOf(task), attempt);
    this.#inner.start(attempt.task, {
      ...attempt.reportTo(report),
      ended: (outcome) => {
        this.#attempts.delete(keyOf(task));
        activity.touch();
        report.ended(outcome);
      },
    });
  }

  end(attempt: AttemptRef, reason: Cause): void {
    this.#setting.activity.touch();
    this.#attempts.get(keyOf(attempt))?.ended();
    this.#inner.end(attempt, reason);
  }

  deliver(attempt: AttemptRef, delivery: Delivery): void {
    this.#setting.activity.touch();
    this.#attempts.get(keyOf(attempt))?.delivered(delivery);
    this.#inner.deliver(attempt, delivery);
  }

  check(attempt: AttemptRef, promptId: string, value: JsonValue): string | null | Promise<string | null> {
    return this.#inner.check(attempt, promptId, value);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

function keyOf({ n, attempt }: AttemptRef): string {
  return `${n}.${attempt}`;
}
