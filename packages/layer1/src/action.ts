import type { JsonValue } from '@autotrail/core';
import type { Environment } from './environment.js';
import type { ProcessRef } from './process-ref.js';

/** What an action may return. Nothing is recorded as `null`. */
export type ActionResult = JsonValue | undefined | void;

/** An action as a function. */
export type ActionFunction<TContext = never> = (env: Environment, context: TContext) => ActionResult | PromiseLike<ActionResult>;

/** An action as an object: how `Instruction`, `ShellCommand` and a user's own kinds are made. */
export interface ActionObject<TContext = never> {
  /** The step's name, unless its tag `name` says otherwise. */
  readonly name: string;
  /** How long this kind of action may need to end, in milliseconds; the step's `graceMs` is never less. @default 0 */
  readonly graceMs?: number;
  /** Whether this kind of action may be made twice without harm; the step's option of that name overrules it. @default false */
  readonly idempotent?: boolean;
  /**
   * What stands in for the action where the trail is only rehearsed: it must do nothing outside. @default it succeeds at once, with
   * `null`
   */
  rehearse?(env: Environment, context: TContext): ActionResult | PromiseLike<ActionResult>;
  /** Runs the action. */
  run(env: Environment, context: TContext): ActionResult | PromiseLike<ActionResult>;
  /**
   * Looks for what is left of an attempt whose server was lost; `env` is that attempt's. Throwing counts as finding nothing.
   * @default nothing is left: what ran in the server's process ended with it
   */
  recover?(env: Environment, context: TContext): Promise<Recovery>;
}

/**
 * What an action finds of an attempt whose server was lost.
 *
 * `lost`: nothing. `left behind`: these processes are alive; the action ends them when `env.signal` aborts, and `gone` resolves when
 * they are gone. `kept`: the attempt goes on, or has ended meanwhile; `result` is what `run` would have answered.
 */
export type Recovery =
  | { readonly fate: 'lost' }
  | { readonly fate: 'left behind'; readonly processes: readonly ProcessRef[]; readonly gone: Promise<void> }
  | { readonly fate: 'kept'; readonly result: Promise<ActionResult> };

/** What a step does: a function or an object with `run`. Throwing fails the step; what is returned is its return value. */
export type Action<TContext = never> = ActionFunction<TContext> | ActionObject<TContext>;

/** What an attempt came to. */
export type Outcome = Success | Failure;

/** The action returned. */
export interface Success {
  readonly ok: true;
  readonly value: JsonValue;
}

/** The action threw, or could not be run. */
export interface Failure {
  readonly ok: false;
  readonly error: {
    readonly message: string;
    /** What errors of Node and of AutoTrail are told apart by. */
    readonly code?: string;
    /** The name of its class, unless that is just `Error`. */
    readonly name?: string;
  };
  /** What the step's `onFailure` made of it: shown in place of the message. */
  readonly value?: JsonValue;
}
