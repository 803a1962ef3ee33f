/** The catalogue of what a trail wants done in the world. The manager carries these out, after what led to them is durable. */
import type { JsonValue } from '@autotrail/core';
import type { Cause } from '../transitions.js';

/** One attempt of one step. */
export interface AttemptRef {
  readonly n: number;
  readonly attempt: number;
}

/** What is handed to a running attempt. */
export type Delivery =
  | { readonly type: 'reply'; readonly promptId: string; readonly value: JsonValue }
  | { readonly type: 'message'; readonly message: JsonValue }
  /** Nobody has answered. With a value, that stands for the answer. */
  | { readonly type: 'timeout'; readonly promptId: string; readonly value?: JsonValue };

/**
 * What a timer is for. `grace`: the time an ended attempt has to be gone. `attempt`: the time an attempt may take. `prompt`: the time a
 * prompt waits for an answer. `reminder`: the time after which somebody is reminded of it. `wait`: the end of a step's wait, which is
 * due `at`: a retry's delay, or a hold with a date.
 */
export type Timer = AttemptRef &
  (
    | { readonly kind: 'grace' | 'attempt' }
    | { readonly kind: 'prompt' | 'reminder'; readonly promptId: string }
    | { readonly kind: 'wait'; readonly at: number }
  );

/** Start this attempt. */
export type StartEffect = AttemptRef & { readonly type: 'start' };
/** End this attempt; say with an `ended` event when it is gone. */
export type EndEffect = AttemptRef & { readonly type: 'end'; readonly reason: Cause };
/** Hand this to the attempt. */
export type DeliverEffect = AttemptRef & { readonly type: 'deliver'; readonly delivery: Delivery };
/** Say with a `timer` event when it is `at`, in milliseconds since the epoch. A timer is never taken back: one that is late is ignored. */
export interface TimerEffect {
  readonly type: 'timer';
  readonly timer: Timer;
  readonly at: number;
}

/** Put a value into the trail's context. */
export interface ContextEffect {
  readonly type: 'context';
  /** Where, as a path of keys with dots between them. */
  readonly key: string;
  readonly value: JsonValue;
}

/** Anything a trail can want done. */
export type Effect = StartEffect | EndEffect | DeliverEffect | TimerEffect | ContextEffect;
