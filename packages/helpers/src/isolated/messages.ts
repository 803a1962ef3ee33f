import type { JsonObject, JsonValue } from '@autotrail/core';
import type { Environment, ProcessRef, StepOutcome } from '@autotrail/layer1';

/** What the server tells a process that runs an isolated action. */
export type ToAction =
  | RunMessage
  | AbortMessage
  | { readonly type: 'message'; readonly message: JsonValue }
  | ReplyMessage
  | CheckMessage;

/** Run this action. The first message, and sent once. */
export interface RunMessage {
  readonly type: 'run';
  readonly url: string;
  readonly name: string;
  readonly attempt: AttemptFacts;
  readonly context: PackedContext;
}

/** What an environment knows of its attempt. */
export type AttemptFacts = Pick<Environment, 'attempt' | 'key' | 'folder' | 'params'> & {
  readonly results: readonly (readonly [string, StepOutcome])[];
};

/** Nobody wants the action any longer. */
interface AbortMessage {
  readonly type: 'abort';
  readonly reason: string;
}

/** The answer to a prompt or to a call of a method. */
interface ReplyMessage {
  readonly type: 'reply';
  readonly id: number;
  readonly answer: Answer;
}

/** Look at this answer to a prompt before it is taken. */
interface CheckMessage {
  readonly type: 'check';
  readonly id: number;
  /** The id of the message that asks. */
  readonly promptId: number;
  readonly value: JsonValue;
}

/** What a process that runs an isolated action tells the server. */
export type FromAction =
  | { readonly type: 'output'; readonly message: JsonValue }
  | { readonly type: 'survivors'; readonly processes: readonly ProcessRef[] }
  | PromptMessage
  | WithdrawMessage
  | AnswerCheckedMessage
  | CallMessage
  | { readonly type: 'ended'; readonly answer: Answer };

/** Asks the operators. */
export interface PromptMessage {
  readonly type: 'prompt';
  readonly id: number;
  readonly prompt: JsonValue;
  /** All options that are data. */
  readonly options: JsonObject;
  /** The JSON Schema of the schema that answers go through, `null` where there is none of it. Left out: there is no schema. */
  readonly schema?: JsonObject | null;
}

/** Wants no answer to a prompt any longer. */
export interface WithdrawMessage {
  readonly type: 'withdraw';
  /** The id of the message that asked. */
  readonly id: number;
  readonly reason: string;
}

/** Says why an answer is not taken, or `null`. */
export interface AnswerCheckedMessage {
  readonly type: 'checked';
  readonly id: number;
  readonly why: string | null;
}

/** Calls a method of a threadsafe object. */
export interface CallMessage {
  readonly type: 'call';
  readonly id: number;
  /** The property of the context that holds the object; `null` for the context itself. */
  readonly key: string | null;
  readonly method: string;
  readonly args: readonly JsonValue[];
}

/** What something came to. A value that is left out is `undefined`. */
export type Answer = { readonly ok: true; readonly value?: JsonValue } | { readonly ok: false; readonly error: PackedError };

/** An error on its way from one process to another. */
export interface PackedError {
  readonly message: string;
  readonly name?: string;
  readonly stack?: string;
  readonly code?: string;
  /** Only of an AutoTrailError. */
  readonly autotrail?: { readonly hint?: string; readonly details?: JsonObject };
}

/** A context on its way: a copy of its data, and the objects whose methods are called from afar. */
export interface PackedContext {
  /** Left out where the context is `undefined`, or threadsafe as a whole. */
  readonly data?: JsonValue;
  readonly standIns: readonly { readonly key: string | null; readonly methods: readonly string[] }[];
}
