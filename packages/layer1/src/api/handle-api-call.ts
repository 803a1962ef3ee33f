import { AutoTrailError, type JsonObject } from '@autotrail/core';
import { layer1Error } from '../errors.js';
import type { TrailEvent } from '../trail/events.js';
import type { Applied, Trail } from '../trail/trail.js';
import type { TrailStep } from '../trail/trail-step.js';
import type { ApiCall, ApiError, ApiResponse, RefusedStep, Wire } from './api-call.js';
import type { ApiCallDefinition, ApiCallDefinitions, ApiContext, LaterResult } from './api-call-definition.js';
import { API_CALL_DEFINITIONS } from './definitions.js';
import { validateApiCall } from './validate-api-call.js';

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
  const { at, definitions = API_CALL_DEFINITIONS, wire = 2, source } = options;
  // What was applied has happened, also where making the answer fails after it.
  const applied: Applied[] = [];
  try {
    const { call, definition } = validateApiCall(request, definitions, wire);
    const context: ApiContext = { call, trail, wire };
    if (definition.until?.(context) === false) return { type: 'held back' };
    const from = { ...provenance(call), ...(source !== undefined && { source }) };
    const answer = act(definition, context, (event) => applied.push(trail.apply({ ...event, ...from }, at)));
    return { type: 'answered', ...answer, applied };
  } catch (error) {
    // A trail that broke one of its own rules answers nobody any longer.
    if (!AutoTrailError.is(error) || error.code === 'AUTOTRAIL_INVARIANT_BROKEN') throw error;
    const name = typeof request.name === 'string' ? request.name : null;
    const response = { name, result: null, error: toApiError(error) };
    return { type: 'answered', response, applied, keepServing: true, subscribes: false };
  }
}

/** An error as a response carries it. */
export function toApiError({ code, message, hint }: AutoTrailError): ApiError {
  return { code, message, ...(hint !== undefined && { hint }) };
}

/** The error that a response carries. */
export function fromApiError({ code, message, hint }: ApiError): AutoTrailError {
  return new AutoTrailError(code, message, hint === undefined ? {} : { hint });
}

type Answer = Omit<Extract<HandledCall, { readonly type: 'answered' }>, 'type' | 'applied'>;

function act(definition: ApiCallDefinition, context: ApiContext, apply: (event: TrailEvent) => void): Answer {
  const chosen = definition.steps(context);
  const { affected, refused } = split(chosen, definition.row, context);
  const acts = definition.predicate(affected, context);
  const events = acts ? definition.handlers.reduce((made, handler) => handler(affected, context, made), NO_EVENTS) : NO_EVENTS;
  events.forEach(apply);
  const answer = definition.postProcessor({ ...context, affected, refused, events });
  const { result, error, keepServing, subscribes = false, later } = answer;
  return { response: { name: context.call.name, result, error }, keepServing, subscribes, ...(later !== undefined && { later }) };
}

const NO_EVENTS: readonly TrailEvent[] = [];

function provenance({ actor, reason }: ApiCall): { readonly actor?: string; readonly reason?: string } {
  return { ...(typeof actor === 'string' && { actor }), ...(typeof reason === 'string' && { reason }) };
}

interface Split {
  readonly affected: readonly TrailStep[];
  readonly refused: readonly RefusedStep[];
}

function split(chosen: readonly TrailStep[], rowName: string | undefined, { trail, call }: ApiContext): Split {
  if (rowName === undefined) return { affected: chosen, refused: [] };
  const row = trail.row(rowName);
  if (row === undefined) throw layer1Error('AUTOTRAIL_UNKNOWN_ROW', { row: rowName });
  const { from } = row;
  const isAffected = ({ n }: TrailStep) => from.includes(trail.record(n).state);
  const reason = `${call.name} affects steps that are ${from.join(', ')}`;
  const refused = chosen
    .filter((step) => !isAffected(step))
    .map(({ n, name }) => ({ n, name, state: trail.record(n).state, reason }));
  return { affected: chosen.filter(isAffected), refused };
}
