import type { JsonValue } from '@autotrail/core';
import type { ProcessRef } from './process-ref.js';

/** How {@link Environment.input} asks. */
export interface InputOptions {
  /**
   * How long to wait for an answer, in milliseconds, counted from the prompt being recorded. Minimum 1. When it is over the prompt
   * is closed and `input` throws `AUTOTRAIL_PROMPT_TIMED_OUT`.
   *
   * @default for ever
   */
  readonly timeoutMs?: number;
}

/** What a running action knows of, and can say to, the world around it. Each attempt gets its own. */
export interface Environment {
  /** The number of this attempt of the step: 1, 2, 3… With the trail and `n` it makes a key that is never used twice. */
  readonly attempt: number;
  /**
   * What tells this attempt from every other one of any trail and run: `<trail>/<run>/<n>.<attempt>`. Never used twice, so that
   * systems outside can be told that they have seen a request before.
   */
  readonly key: string;
  /** A folder for files of this attempt that are to outlive the server; `null` without a journal. Whoever needs it makes it. */
  readonly folder: string | null;
  /** Aborts when an operator interrupts the step, and at shutdown. An action should then end soon; what it returns is ignored. */
  readonly signal: AbortSignal;
  /**
   * Messages that operators send while no prompt of this step is open. Ends with the attempt.
   *
   * @example
   * for await (const message of env.messages) child.stdin.write(`${message}\n`);
   */
  readonly messages: AsyncIterable<JsonValue>;
  /**
   * Asks the operators something and waits for the answer. Several prompts may be open at once; each has an id of its own.
   *
   * @throws AutoTrailError `AUTOTRAIL_PROMPT_TIMED_OUT`, `AUTOTRAIL_ATTEMPT_OVER` when the attempt ends first, `AUTOTRAIL_NOT_JSON`.
   * @example
   * const host = await env.input('Which host?', { timeoutMs: 60_000 });
   */
  input(prompt: JsonValue, options?: InputOptions): Promise<JsonValue>;
  /** Shows the operators a message. Ignored once the attempt is over. @throws AutoTrailError `AUTOTRAIL_NOT_JSON` */
  output(message: JsonValue): void;
  /**
   * Tells the operators of processes that this attempt has started, that are alive, and that it will not end; to be told again
   * whenever that changes, with an empty list at last. May be told after the action has ended.
   */
  survivors(processes: readonly ProcessRef[]): void;
}
