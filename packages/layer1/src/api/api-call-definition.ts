import type { JsonObject, JsonValue } from '@autotrail/core';
import type { Journal } from '../ports/journal.js';
import type { TrailEvent } from '../trail/events.js';
import type { Trail } from '../trail/trail.js';
import type { TrailStep } from '../trail/trail-step.js';
import type { ApiCall, ApiError, RefusedStep, Wire } from './api-call.js';
import type { ContextAccess } from './context-access.js';
import type { Validator } from './validators.js';

/** Which run of which trail a call is about. */
export interface TrailRun {
  readonly trail: string;
  readonly run: string;
}

/** What any call is handled in. */
export interface ApiSetting {
  /** The trail, to be read: events are the only way to change it. */
  readonly trail: Trail;
  readonly wire: Wire;
  /** When the call came, in milliseconds since the epoch. */
  readonly at: number;
  /** The calls there are. */
  readonly definitions: ApiCallDefinitions;
  /** The run the trail is; `null` where it is in nobody's hands. */
  readonly run: TrailRun | null;
  /** What the run was given to go by. */
  readonly params: JsonObject;
  /** The trail's context, as far as calls may touch it. */
  readonly context: ContextAccess;
  /** Why actions do not take the answers that the call gives, by the ids of their prompts. */
  readonly rejected: ReadonlyMap<string, string>;
}

/** What a call is handled in. */
export interface ApiContext extends ApiSetting {
  /** The validated call, with every field its definition names. */
  readonly call: ApiCall;
}

/** What a call has come to when its answer is made. */
export interface ApiOutcome extends ApiContext {
  /** The steps it affected, or would affect. */
  readonly affected: readonly TrailStep[];
  /** The steps it named and leaves alone. */
  readonly refused: readonly RefusedStep[];
  /** What it did to the trail; empty if it only looked. */
  readonly events: readonly TrailEvent[];
}

/** An answer. */
export interface ApiAnswer {
  readonly result: JsonValue;
  readonly error: ApiError | null;
  /** `false`: the server shuts down after this answer. */
  readonly keepServing: boolean;
  /** Whether the client is from now on pushed what happens to the trail, after the revision this answer speaks of. @default false */
  readonly subscribes?: boolean;
  /** Makes the result in place of `result`, once all that the answer speaks of is durable. @default `result` is the result */
  readonly later?: LaterResult;
}

/**
 * Makes a result of what a journal remembers.
 *
 * @throws AutoTrailError, which then is the answer
 */
export type LaterResult = (memory: Pick<Journal, 'read'>) => Promise<JsonValue>;

/** One handler of a call: it is given the events of the previous one and answers those of the call so far. */
export type ApiHandler = (
  steps: readonly TrailStep[],
  context: ApiContext,
  previous: readonly TrailEvent[],
) => readonly TrailEvent[];

/**
 * A call is data. An engine's calls are a table of these by name; a user spreads `API_CALL_DEFINITIONS` and adds a call of their own.
 *
 * In order: the fields are validated; `standsFor` may put another call in place of this one; `steps` chooses the steps meant; of these
 * the ones in a state that `row` leads out of are affected, the others refused; if `predicate` says so, the handlers make events, which
 * are applied; `postProcessor` makes the answer.
 */
export interface ApiCallDefinition {
  /** The fields the call needs, and what they must be. Further fields are ignored. */
  readonly validators: Readonly<Record<string, Validator>>;
  /** The first version of the wire that knows the call. @default 1 */
  readonly since?: Wire;
  /** The row of the transition table that says which steps the call affects. Left out: all that were chosen. */
  readonly row?: string;
  /** Chooses the steps that are meant. */
  readonly steps: (context: ApiContext) => readonly TrailStep[];
  /** Why the call leaves a step alone all the same that is in a state it affects; `null`: it does not. @default it leaves none alone */
  readonly refuses?: (step: TrailStep, context: ApiContext) => string | null;
  /** Whether to act on the affected steps: `false` for a dry run. */
  readonly predicate: (steps: readonly TrailStep[], context: ApiContext) => boolean;
  /** Make events of the affected steps. An AutoTrailError thrown here refuses the call, and nothing is changed. */
  readonly handlers: readonly ApiHandler[];
  /** Makes the answer. */
  readonly postProcessor: (outcome: ApiOutcome) => ApiAnswer;
  /** Holds the call back, unanswered, until this is true. Left out: it is answered at once. */
  readonly until?: (context: ApiContext) => boolean;
  /** Whether `plan` can tell what the call would do. @default whether it has handlers */
  readonly isControl?: boolean;
  /**
   * Says which call is handled in place of this one, under this one's name, actor and reason. Left out: this one itself. An
   * AutoTrailError thrown here refuses the call, and nothing is changed.
   */
  readonly standsFor?: (context: ApiContext) => ValidApiCall;
}

/** A call that may be handled: its definition, and its fields with what was left out filled in. */
export interface ValidApiCall {
  readonly call: ApiCall;
  readonly definition: ApiCallDefinition;
}

/** The calls of an engine, by their name on the wire. */
export type ApiCallDefinitions = Readonly<Record<string, ApiCallDefinition>>;
