import { Step as CoreStep, step as coreStep, type Pairs, type Tags } from '@autotrail/core';
import type { Action, ActionResult } from './action.js';
import type { Environment } from './environment.js';

/** How failed attempts of a step are made again. */
export interface RetryOptions {
  /** How many attempts there are in all, the first among them. Minimum 1. */
  readonly attempts: number;
  /** The delay before the second attempt, in milliseconds, counted from the failure. Minimum 0, maximum 100 years. @default 1000 */
  readonly backoffMs?: number;
  /** By what the delay grows with every further attempt. Minimum 1. @default 2 */
  readonly factor?: number;
  /** What no delay exceeds, in milliseconds. Minimum 0, maximum 100 years. @default 60000 */
  readonly maxBackoffMs?: number;
  /**
   * By how much of itself a delay may be shorter, from 0 to 1, so that steps which failed together are not tried together. It depends on
   * the trail, the step and the attempt, not on chance. @default 0
   */
  readonly jitter?: number;
  /** Which failures are worth another attempt, at least one: by the `code` of the error, or the name of its class. @default all */
  readonly on?: readonly string[];
}

/** What the engine is asked for one step. */
export interface StepOptions<TContext = never> {
  /** Whether a failure makes the step Paused due to failure, so that an operator decides, instead of Failed. @default true */
  readonly pauseOnFail?: boolean;
  /**
   * Whether the failure of this step skips its branch, so that the join below runs: a condition. Needs `pauseOnFail: false`, or an
   * operator is asked first. @default false
   */
  readonly skipProgenyOnFailure?: boolean;
  /**
   * How long an attempt may take to end once its `signal` has aborted (an interrupt, shutdown, `timeoutMs`, a prompt that skips the
   * step), in milliseconds, counted from that. Minimum 0, maximum 100 years. After it the attempt is given up as abandoned: a resumed
   * step, the end of the trail and shutdown no longer wait for it. @default 10000
   */
  readonly graceMs?: number;
  /**
   * Whether the action may be made twice without harm. Where the server was lost during an attempt, such a step runs again by itself
   * when the trail is resumed; any other becomes Interrupted, and waits for an operator. Says nothing about failures.
   * @default what the action says of itself, else false
   */
  readonly idempotent?: boolean;
  /**
   * How long an attempt may take, in milliseconds, counted from its start; the time it waits for answers counts too. Minimum 1, maximum
   * 100 years. After it the attempt is ended, and counts as failed with the code `AUTOTRAIL_STEP_TIMED_OUT`. @default for ever
   */
  readonly timeoutMs?: number;
  /** Whether, when and how often a failed attempt is made again by itself. `pauseOnFail` applies after the last. @default never */
  readonly retry?: RetryOptions;
  /** The steps whose results the action asks for with `env.resultOf`. They come before this one, and have different names. @default none */
  readonly uses?: readonly Step[];
  /**
   * What of the trail's context the action goes by, as paths of keys with dots between them. Who changes it while the trail runs is told
   * which steps have gone by what it was before. @default nothing that is said
   */
  readonly reads?: readonly string[];
  /**
   * Runs before the action, beside the engine, and may change the context. The action is given what it returns in place of the
   * context. Throwing fails the step. @default the action is given the context
   */
  readonly before?: (env: Environment, context: TContext) => unknown;
  /**
   * Runs after the action succeeded, beside the engine, and may change the context. What it returns is the step's return value.
   * Throwing fails the step. @default the action's own return value
   */
  readonly after?: (env: Environment, context: TContext, value: ActionResult) => ActionResult | PromiseLike<ActionResult>;
  /**
   * Runs after the action, `before` or `after` threw, beside the engine, and may change the context. What it returns is shown in
   * place of the error's message; the step stays failed. @default the error's message is shown
   */
  readonly onFailure?: (env: Environment, context: TContext, error: unknown) => ActionResult | PromiseLike<ActionResult>;
}

/** {@link StepOptions} with `before`, which decides what the action is given. */
export interface StepOptionsWithBefore<TContext, TArguments> extends StepOptions<TContext> {
  readonly before: (env: Environment, context: TContext) => TArguments | PromiseLike<TArguments>;
}

/** A step of a trail whose actions need a context of this type: core's step with an action and options of this engine. */
export type Step<TContext = never, TTags extends Tags = Tags> = CoreStep<Action, TTags, StepOptions<TContext>>;

/** How {@link Step} is made; the same class as core's, with the types of this engine. */
export interface StepConstructor {
  new <TContext, TArguments, const TTags extends Tags = Tags>(
    action: Action<TArguments>,
    tags: TTags,
    options: StepOptionsWithBefore<TContext, TArguments>,
  ): Step<TContext, TTags>;
  new <TContext = unknown, const TTags extends Tags = Tags>(
    action: Action<TContext>,
    tags?: TTags,
    options?: StepOptions<TContext>,
  ): Step<TContext, TTags>;
  /** Whether a value is a Step, of this copy of the package or of another. */
  is(value: unknown): value is Step;
}

/** {@link StepConstructor} as a function. */
export interface StepFunction {
  <TContext, TArguments, const TTags extends Tags = Tags>(
    action: Action<TArguments>,
    tags: TTags,
    options: StepOptionsWithBefore<TContext, TArguments>,
  ): Step<TContext, TTags>;
  <TContext = unknown, const TTags extends Tags = Tags>(
    action: Action<TContext>,
    tags?: TTags,
    options?: StepOptions<TContext>,
  ): Step<TContext, TTags>;
}

/**
 * A step of a trail: an action, tags to choose it by, and what is asked of the engine.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_STEP`
 * @example
 * new Step(async (env, context: { host: string }) => release(context.host, env.signal), { name: 'deploy' });
 */
export const Step: StepConstructor = CoreStep as StepConstructor;

/** `new Step(...)` as a function. @throws AutoTrailError `AUTOTRAIL_BAD_STEP` */
export const step: StepFunction = coreStep as StepFunction;

/** A trail definition: ordered pairs of steps, `[step]` for a step without edges. */
export type Definition<TContext = never> = Pairs<Step<TContext>>;
