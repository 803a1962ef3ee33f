import {
  type ActionResult,
  type AttemptReport,
  type AttemptTask,
  type Clock,
  type Delivery,
  type Environment,
  Step,
} from '@autotrail/layer1';
import type { Activity } from './activity.js';
import { MessageWatch } from './message-watch.js';
import { durationOf, type StandInOptions, standInFor } from './stand-ins.js';

/** What attempts are rehearsed in. */
export interface RehearsalSetting {
  readonly options: StandInOptions;
  readonly clock: Clock;
  readonly activity: Activity;
}

/** One attempt, made by a stand-in, and whether it waits for something that only the clock or a person can bring about. */
export class RehearsedAttempt {
  /** The task, with the stand-in in place of the step's action. */
  readonly task: AttemptTask;
  readonly #setting: RehearsalSetting;
  readonly #openPrompts = new Set<string>();
  readonly #messages = new MessageWatch();
  #isAsleep = false;

  constructor(task: AttemptTask, setting: RehearsalSetting) {
    this.#setting = setting;
    const { name: _, ...tags } = task.step.tags;
    const standIn = standInFor(task, setting.options);
    const durationMs = durationOf(task, setting.options);
    const act = (env: Environment, context: unknown): Promise<ActionResult> =>
      this.#last(durationMs, env.signal, async () => standIn(this.#messages.over(env), context));
    // Without the options: `before`, `after` and `onFailure` are the author's code, as the action is.
    this.task = { ...task, step: new Step(act, { ...tags, name: task.step.name }) as AttemptTask['step'] };
  }

  /** Whether it will go on by itself, without the clock being moved and without an answer. */
  get isAtWork(): boolean {
    return !this.#isAsleep && !this.#messages.isWaiting && this.#openPrompts.size === 0;
  }

  /** What the attempt is to report to: it notes what is reported, and passes it on. */
  reportTo(report: AttemptReport): AttemptReport {
    return {
      ...report,
      prompt: (promptId, message, terms) => {
        this.#openPrompts.add(promptId);
        this.#setting.activity.touch();
        report.prompt(promptId, message, terms);
      },
      withdrawn: (promptId) => {
        this.#openPrompts.delete(promptId);
        this.#setting.activity.touch();
        report.withdrawn(promptId);
      },
    };
  }

  /** Something is handed to it. */
  delivered(delivery: Delivery): void {
    if (delivery.type !== 'message') this.#openPrompts.delete(delivery.promptId);
  }

  /** It is told to end: what it waited for ends with it. */
  ended(): void {
    this.#openPrompts.clear();
  }

  /** Acts, and lasts until the time is over or the attempt is ended, however it went. */
  async #last(durationMs: number, signal: AbortSignal, act: () => Promise<ActionResult>): Promise<ActionResult> {
    if (durationMs === 0) return act();
    const over = this.#sleep(durationMs, signal);
    try {
      return await act();
    } finally {
      this.#isAsleep = true;
      await over;
      this.#isAsleep = false;
    }
  }

  #sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    const { clock, activity } = this.#setting;
    return new Promise((resolve) => {
      const wake = (): void => {
        activity.touch();
        resolve();
      };
      const cancel = Number.isFinite(durationMs) ? clock.after(durationMs, wake) : () => {};
      const end = (): void => {
        cancel();
        wake();
      };
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    });
  }
}
