/**
 * The catalogue of what can happen to a trail. Events are plain JSON: they are what a journal holds. Everything a trail does follows
 * from them and from their times, and from nothing else.
 */
import type { JsonObject, JsonValue } from '@autotrail/core';
import type { Outcome } from '../action.js';
import type { ProcessRef } from '../process-ref.js';
import type { StepState } from '../states.js';
import type { AttemptFate } from './attempt-fate.js';
import type { DefinitionImage } from './definition-image.js';
import type { AttemptRef, Timer } from './effects.js';
import type { Limit } from './limit.js';
import type { PromptTerms } from './prompt.js';
import type { DecidedBy } from './record.js';

/** Who wanted something done, and why. */
export interface Provenance {
  /** Who, as they said. */
  readonly actor?: string;
  /** Why, as they said. */
  readonly reason?: string;
  /** Where it came from, as the server knows it. */
  readonly source?: string;
}

/** What a trail is: always the first record of its journal, at revision 0. It is never applied. */
export interface CreatedEvent {
  readonly type: 'created';
  /** The version of the journal's format. */
  readonly format: number;
  /** The trail's name. */
  readonly trail: string;
  /** The run's id: together with the name it is never used twice. */
  readonly run: string;
  /** Its steps, with their tags and policies, and which comes before which. */
  readonly definition: DefinitionImage;
  /** What the run was given to go by. @default nothing */
  readonly params?: JsonObject;
}

/** Another owner has taken the trail up from its journal. */
export interface ResumedEvent {
  readonly type: 'resumed';
  /** What has become of the attempts that were under way, or were being ended. */
  readonly attempts: readonly (AttemptRef & AttemptFate)[];
  /** The steps that are put into another state than they were in, as the owner was told to. */
  readonly transformed: readonly { readonly to: StepState; readonly steps: readonly number[] }[];
  /** What differs in the policies of steps and in the limits from those the run began with, in words. */
  readonly policies: readonly string[];
}

/** Somebody noted something, about steps or about the whole trail. It changes nothing. */
export interface NoteEvent extends Provenance {
  readonly type: 'note';
  /** What was noted. */
  readonly text: string;
  /** The steps it is about; none: the trail as a whole. */
  readonly steps: readonly number[];
}

/** An operator's call moved steps along rows of the transition table. */
export interface CommandEvent extends Provenance {
  readonly type: 'command';
  /** The call's name on the wire. */
  readonly call: string;
  /** Which steps move along which row. A step that is not in a state the row leads out of is left alone. */
  readonly moves: readonly { readonly row: string; readonly steps: readonly number[] }[];
  /** When steps that are held by it are let go again, in milliseconds since the epoch. Left out: when somebody does. */
  readonly until?: number;
  /** The return value of steps that are done by it. Left out: it stays what it is. */
  readonly value?: JsonValue;
}

/** An operator limited how many attempts there may be at a time. */
export interface LimitEvent extends Provenance, Limit {
  readonly type: 'limit';
}

/** An operator put a value into the trail's context. */
export interface ContextEvent extends Provenance {
  readonly type: 'context';
  /** Where, as a path of keys with dots between them. */
  readonly key: string;
  /** The value. */
  readonly value: JsonValue;
}

/** An operator sent a message to steps: it answers the oldest open prompt of each, or goes to the attempt's messages. */
export interface MessageEvent extends Provenance {
  readonly type: 'message';
  /** The steps it was sent to. One that does not run is left alone. */
  readonly steps: readonly number[];
  /** What was sent. */
  readonly message: JsonValue;
}

/** An operator answered one prompt. */
export interface ReplyEvent extends Provenance {
  readonly type: 'reply';
  /** The prompt that is answered. One that is closed by now is left alone. */
  readonly promptId: string;
  /** The answer. */
  readonly value: JsonValue;
}

/** An operator, or a signal, asked the server to end. */
export interface ShutdownEvent extends Provenance {
  readonly type: 'shutdown';
}

/** An attempt asked something. */
export interface PromptEvent extends PromptTerms {
  readonly type: 'prompt';
  /** The step. */
  readonly n: number;
  /** Which of its attempts, counted from 1. */
  readonly attempt: number;
  /** What a reply names: `<n>.<attempt>.<count>`. */
  readonly promptId: string;
  /** What was asked. */
  readonly message: JsonValue;
}

/** An attempt wants no answer any longer. */
export interface WithdrawnEvent {
  readonly type: 'withdrawn';
  /** The step. */
  readonly n: number;
  /** Which of its attempts, counted from 1. */
  readonly attempt: number;
  /** The prompt that is closed. */
  readonly promptId: string;
}

/** An attempt is gone: its action returned or threw, whatever the trail still wanted of it. */
export interface EndedEvent {
  readonly type: 'ended';
  /** The step. */
  readonly n: number;
  /** Which of its attempts, counted from 1. */
  readonly attempt: number;
  /** What it returned or threw. */
  readonly outcome: Outcome;
  /** The trail's context, where the attempt has changed it. */
  readonly context?: JsonValue;
  /** How many of the values that operators put into the context are in it: those put there later come on top. @default 0 */
  readonly contextSets?: number;
}

/** Processes that an attempt started are alive, and nobody will end them; an empty list says that they are gone. */
export interface SurvivorsEvent {
  readonly type: 'survivors';
  /** The step. */
  readonly n: number;
  /** Which of its attempts, counted from 1. */
  readonly attempt: number;
  /** Those that are alive. */
  readonly processes: readonly ProcessRef[];
}

/** A timer that the trail had set ran out. */
export interface TimerEvent {
  readonly type: 'timer';
  /** What it was set for. */
  readonly timer: Timer;
}

/** Anything that can happen to a trail. */
export type TrailEvent =
  | ResumedEvent
  | CommandEvent
  | MessageEvent
  | ReplyEvent
  | NoteEvent
  | LimitEvent
  | ContextEvent
  | ShutdownEvent
  | PromptEvent
  | WithdrawnEvent
  | EndedEvent
  | SurvivorsEvent
  | TimerEvent;

/** Who decided on an event, and why, where they said so. */
export function decidedBy(event: TrailEvent): DecidedBy | null {
  const { actor, reason } = event as Provenance;
  if (actor === undefined && reason === undefined) return null;
  return { ...(actor !== undefined && { actor }), ...(reason !== undefined && { reason }) };
}
