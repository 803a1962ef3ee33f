import type { JsonObject, JsonValue } from '@autotrail/core';
import type { ProcessRef } from './process-ref.js';
import type { StandardSchema } from './standard-schema.js';
import type { StepOutcome } from './step-outcome.js';

/** How {@link Environment.input}, {@link Environment.ask} and {@link Environment.confirm} ask. */
export interface InputOptions<TOutput = unknown> {
  /**
   * How long to wait for an answer, in milliseconds, counted from the prompt being recorded. Minimum 1, maximum 100 years. When it is
   * over the prompt is closed, and what `onTimeout` says is done.
   *
   * @default for ever
   */
  readonly timeoutMs?: number;
  /**
   * What is done when `timeoutMs`, which it needs, is over. `fail`: the action is thrown `AUTOTRAIL_PROMPT_TIMED_OUT`. `default`: it
   * gets the option `default` for an answer. `skip`: the attempt is ended, and the step is Skipped.
   *
   * @default 'fail'
   */
  readonly onTimeout?: 'fail' | 'default' | 'skip';
  /**
   * What is mostly answered, shown to who answers. Must be one of the choices, and pass the schema. It stands for an answer only where
   * `onTimeout` is `'default'`: nothing else is ever approved by silence.
   *
   * @default nothing
   */
  readonly default?: JsonValue;
  /** The only answers that are taken, at least one. @default any */
  readonly choices?: readonly JsonValue[];
  /**
   * What an answer must be like. One that is not so is refused to who gives it, with the reason, and the prompt stays open. The action
   * gets what the schema makes of the answer. @default any JSON, as it is
   */
  readonly schema?: StandardSchema<unknown, TOutput>;
  /**
   * Who may answer, at least one, by the names that they give as `actor`, of at most 200 characters. Nobody proves a name: it guards
   * against mistakes, not against malice. @default anybody
   */
  readonly mayAnswer?: readonly string[];
  /**
   * After how long without an answer the operators are reminded, again and again, in milliseconds. Minimum 1, maximum 100 years.
   * @default never
   */
  readonly remindMs?: number;
  /**
   * Withdraws the prompt when it aborts: nobody is asked any longer, and the action is thrown the signal's reason.
   * @default it is withdrawn when its attempt ends
   */
  readonly signal?: AbortSignal;
}

/** How {@link Environment.confirm} asks: the choices are yes and no. */
export interface ConfirmOptions extends Omit<InputOptions, 'default' | 'choices' | 'schema'> {
  /** What is mostly answered; it stands for an answer only where `onTimeout` is `'default'`. @default nothing */
  readonly default?: boolean;
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
  /**
   * Aborts when an operator interrupts the step, at shutdown, when the `timeoutMs` of the step is over, and when a prompt runs out whose
   * `onTimeout` is `'skip'`. An action should then end soon; what it returns is ignored.
   */
  readonly signal: AbortSignal;
  /**
   * Messages that operators send while no prompt of this step is open. Ends with the attempt.
   *
   * @example
   * for await (const message of env.messages) child.stdin.write(`${message}\n`);
   */
  readonly messages: AsyncIterable<JsonValue>;
  /** What the run was given to go by. This attempt's own copy. */
  readonly params: JsonObject;
  /** What has become of the steps that the option `uses` of this one names, by their names. This attempt's own copy. */
  readonly results: ReadonlyMap<string, StepOutcome>;
  /**
   * What has become of a step that the option `uses` of this one names: the step, or its name.
   *
   * @throws AutoTrailError `AUTOTRAIL_NOT_USED`
   * @example
   * const built = env.resultOf(build);
   * if (built.status === 'succeeded') await deploy(built.value);
   */
  resultOf(step: { readonly name: string } | string): StepOutcome;
  /**
   * Asks the operators something and waits for the answer. Several prompts may be open at once; each has an id of its own. Where an
   * option is wrong nothing is asked.
   *
   * @throws AutoTrailError `AUTOTRAIL_PROMPT_TIMED_OUT`, `AUTOTRAIL_ATTEMPT_OVER` when the attempt ends first, `AUTOTRAIL_NOT_JSON`,
   * `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION`; the reason of `signal`
   * @example
   * const host = await env.input('Which host?', { timeoutMs: 60_000 });
   */
  input(message: JsonValue, options?: InputOptions<JsonValue>): Promise<JsonValue>;
  /**
   * {@link input}, with an answer of the type that the schema makes.
   *
   * @example
   * const port = await env.ask('Which port?', { schema: z.number().int().min(1) });
   */
  ask<TInput, TOutput>(
    message: JsonValue,
    options: InputOptions & { readonly schema: StandardSchema<TInput, TOutput> },
  ): Promise<TOutput>;
  /**
   * {@link input}, with an answer that is one of the choices.
   *
   * @example
   * const color = await env.ask('Which side is live?', { choices: ['blue', 'green'] }); // 'blue' | 'green'
   */
  ask<const TChoice extends JsonValue>(
    message: JsonValue,
    options: InputOptions & { readonly choices: readonly TChoice[] },
  ): Promise<TChoice>;
  /** {@link input}, under its English name. */
  ask(message: JsonValue, options?: InputOptions<JsonValue>): Promise<JsonValue>;
  /**
   * Asks the operators a question of yes or no, as {@link input} does: `true` or `false` is answered, and nothing else taken.
   *
   * @example
   * if (!(await env.confirm('Go live?', { mayAnswer: ['ann', 'bob'] }))) throw new Error('Not approved.');
   */
  confirm(message: JsonValue, options?: ConfirmOptions): Promise<boolean>;
  /** Shows the operators a message. Ignored once the attempt is over. @throws AutoTrailError `AUTOTRAIL_NOT_JSON` */
  output(message: JsonValue): void;
  /**
   * Tells the operators of processes that this attempt has started, that are alive, and that it will not end; to be told again
   * whenever that changes, with an empty list at last. May be told after the action has ended.
   */
  survivors(processes: readonly ProcessRef[]): void;
}
