import type { Step } from '@autotrail/core';

/** What a task is given while it runs. */
export interface TaskEnvironment {
  /** Aborts when somebody cancels the task, which should then end soon. */
  readonly signal: AbortSignal;
  /** Says how far the task is; the newest note is what `progress` shows. */
  note(text: string): void;
}

/** What a task does. core leaves open what an action is: this is the answer of this engine. */
type TaskAction = (env: TaskEnvironment) => Promise<void>;

/** One task of a build. */
export type Task = Step<TaskAction>;
