/**
 * The catalogue of what can happen to a trail. Events are plain JSON: they are what a journal holds. Everything a trail does follows
 * from them and from their times, and from nothing else.
 */
import type { JsonValue } from '@autotrail/core';
import type { Outcome } from '../action.js';
import type { Timer } from './effects.js';

/** Who wanted something done, and why, as they said it. */
export interface Provenance {
  readonly actor?: string;
  readonly reason?: string;
}

/** An operator's call moved steps along rows of the transition table. */
export interface CommandEvent extends Provenance {
  readonly type: 'command';
  /** The call's name on the wire. */
  readonly call: string;
  /** Which steps move along which row. A step that is not in a state the row leads out of is left alone. */
  readonly moves: readonly { readonly row: string; readonly steps: readonly number[] }[];
}

/** An operator sent a message to steps: it answers the oldest open prompt of each, or goes to the attempt's messages. */
export interface MessageEvent extends Provenance {
  readonly type: 'message';
  readonly steps: readonly number[];
  readonly message: JsonValue;
}

/** An operator answered one prompt. */
export interface ReplyEvent extends Provenance {
  readonly type: 'reply';
  readonly promptId: string;
  readonly value: JsonValue;
}

/** An operator, or a signal, asked the server to end. */
export interface ShutdownEvent extends Provenance {
  readonly type: 'shutdown';
}

/** An attempt asked something. */
export interface PromptEvent {
  readonly type: 'prompt';
  readonly n: number;
  readonly attempt: number;
  readonly promptId: string;
  readonly message: JsonValue;
  readonly timeoutMs?: number;
}

/** An attempt is gone: its action returned or threw, whatever the trail still wanted of it. */
export interface EndedEvent {
  readonly type: 'ended';
  readonly n: number;
  readonly attempt: number;
  readonly outcome: Outcome;
}

/** A timer that the trail had set ran out. */
export interface TimerEvent {
  readonly type: 'timer';
  readonly timer: Timer;
}

/** Anything that can happen to a trail. */
export type TrailEvent = CommandEvent | MessageEvent | ReplyEvent | ShutdownEvent | PromptEvent | EndedEvent | TimerEvent;
