import { AutoTrailError, type JsonObject } from '@autotrail/core';
import type { Applied, Trail } from '../trail/trail.js';
import type { ApiError, ApiResponse, Wire } from './api-call.js';
import type { ApiCallDefinitions, LaterResult, TrailRun } from './api-call-definition.js';
import { type ContextAccess, NO_CONTEXT } from './context-access.js';
import { API_CALL_DEFINITIONS } from './definitions.js';
import { performCall } from './perform-call.js';

/** How {@link handleApiCall} handles a call. */
export interface HandleOptions {
  /** When the call came, in milliseconds since the epoch. */
  readonly at: number;
  /** The version of the wire the call came by. @default 2 */
  readonly wire?: Wire;
  /** The calls there are. @default {@link API_CALL_DEFINITIONS} */
  readonly definitions?: ApiCallDefinitions;
  /** Where the call came from, for the record. @default nowhere that is known */
  readonly source?: string;
  /** The run the trail is, which plans are made for. @default none that is known */
  readonly run?: TrailRun;
  /** What the run was given to go by. @default nothing */
  readonly params?: JsonObject;
  /** The trail's context, as far as calls may touch it. @default not at all */
  readonly context?: ContextAccess;
  /** Why actions do not take the answers that the call gives, by the ids of their prompts. @default they take them */
  readonly rejected?: ReadonlyMap<string, string>;
}

/** What a call came to. */
export type HandledCall =
  | {
      readonly type: 'answered';
      readonly response: ApiResponse;
      /** What it did to the trail, to be recorded and carried out before the response is sent. */
      readonly applied: readonly Applied[];
      /** `false`: the server shuts down. */
      readonly keepServing: boolean;
      /** Whether the client is to be pushed what happens from now on. */
      readonly subscribes: boolean;
      /** Makes the result that the response lacks, of what is durable by then. */
      readonly later?: LaterResult;
    }
  /** What the call waits for is not the case yet: handle it again after the next change. */
  | { readonly type: 'held back' };

/**
 * Handles a call: validates it, works its events into the trail, and makes the response. A call that is refused changes nothing.
 * Pure but for `trail`: to see what a call would do, give it a `trail.fork()`.
 *
 * @example
 * handleApiCall({ name: 'pause', tags: { name: 'deploy' } }, trail, { at: Date.now() });
 */
export function handleApiCall(request: JsonObject, trail: Trail, options: HandleOptions): HandledCall {
  const { at, definitions = API_CALL_DEFINITIONS, wire = 2, run = null, source } = options;
  const { params = {}, context = NO_CONTEXT, rejected = NONE_REJECTED } = options;
  // What was applied has happened, also where making the answer fails after it.
  const applied: Applied[] = [];
  const name = typeof request.name === 'string' ? request.name : null;
  try {
    const performed = performCall(request, { trail, at, definitions, wire, run, source, params, context, rejected }, applied);
    if (performed === null) return { type: 'held back' };
    const { result, error, keepServing, subscribes = false, later } = performed.answer;
    const answer = { response: { name, result, error }, keepServing, subscribes, ...(later !== undefined && { later }) };
    return { type: 'answered', ...answer, applied };
  } catch (error) {
    // A trail that broke one of its own rules answers nobody any longer.
    if (!AutoTrailError.is(error) || error.code === 'AUTOTRAIL_INVARIANT_BROKEN') throw error;
    const response = { name, result: null, error: toApiError(error) };
    return { type: 'answered', response, applied, keepServing: true, subscribes: false };
  }
}

const NONE_REJECTED: ReadonlyMap<string, string> = new Map();

/** An error as a response carries it. */
export function toApiError({ code, message, hint }: AutoTrailError): ApiError {
  return { code, message, ...(hint !== undefined && { hint }) };
}

/** The error that a response carries. */
export function fromApiError({ code, message, hint }: ApiError): AutoTrailError {
  return new AutoTrailError(code, message, hint === undefined ? {} : { hint });
}
