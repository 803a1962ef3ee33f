import type { JsonObject, JsonValue } from '@autotrail/core';
import type { Outcome } from '../action.js';
import type { ProcessRef } from '../process-ref.js';
import type { Step } from '../step.js';
import type { StepOutcome } from '../step-outcome.js';
import type { AttemptFate } from '../trail/attempt-fate.js';
import type { AttemptRef, Delivery } from '../trail/effects.js';
import type { Prompt, PromptTerms } from '../trail/prompt.js';
import type { Cause } from '../transitions.js';

/** An attempt that is to be made. */
export interface AttemptTask extends AttemptRef {
  readonly step: Step;
  /** The trail's context, as its author gave it. */
  readonly context: unknown;
  /** What the run was given to go by. */
  readonly params: JsonObject;
  /** What has become of the steps that this one uses, by their names. */
  readonly results: ReadonlyMap<string, StepOutcome>;
  /** What tells this attempt from every other one, of any trail and run: `<trail>/<run>/<n>.<attempt>`. */
  readonly key: string;
  /**
   * Where the attempt may keep files of its own beside the trail's journal, if there is such a place. It is made by whoever needs it, and
   * removed by whoever named it, once the attempt is on record as over.
   */
  readonly folder: string | null;
}

/** An attempt that an owner before this one had started. */
export interface RecoveryTask extends AttemptTask {
  /** What it has asked already, oldest first. */
  readonly prompts: readonly Prompt[];
  /** Whether it had ended before its server was lost: what is left of it is only looked for. */
  readonly isOver: boolean;
}

/** What an attempt says of itself. After `ended` nothing it says is heard. */
export interface AttemptReport {
  /** It put out a message. */
  output(message: JsonValue): void;
  /** It asks something. The answer comes by {@link Executor.deliver}, under the same id. */
  prompt(promptId: string, message: JsonValue, terms: PromptTerms): void;
  /** It wants no answer to that prompt any longer. */
  withdrawn(promptId: string): void;
  /** These processes that it started are alive and will not be ended; said again whenever that changes. May be said after `ended`. */
  survivors(processes: readonly ProcessRef[]): void;
  /** It is gone. Must be said once for every attempt that was started. */
  ended(outcome: Outcome): void;
}

/**
 * Where attempts are made: in this process, in one of their own, on another machine. It decides nothing: it does what the trail
 * wants, and reports what became of it.
 */
export interface Executor {
  /** Starts an attempt. Must not throw: an attempt that cannot start has ended, with that reason. */
  start(task: AttemptTask, report: AttemptReport): void;
  /** Ends an attempt as soon as can be. `ended` is still to be reported when it is gone. Unknown attempts are ignored. */
  end(attempt: AttemptRef, reason: Cause): void;
  /** Hands something to an attempt. Unknown attempts and prompts are ignored. */
  deliver(attempt: AttemptRef, delivery: Delivery): void;
  /**
   * Looks at an answer before it is taken, where the prompt `isChecked`: answers why it is not taken, or `null`. Must not reject.
   * @default every answer is taken
   */
  check?(attempt: AttemptRef, promptId: string, value: JsonValue): string | null | Promise<string | null>;
  /**
   * Looks for what is left of an attempt that an owner before this one had started. What is left of one that is over is left alone,
   * and nothing is reported of it but survivors. Must not reject. @default all are lost
   */
  recover?(task: RecoveryTask, report: AttemptReport): Promise<AttemptFate>;
  /** Frees what it holds. Called once, after the last attempt is gone or given up. */
  close(): Promise<void>;
}
