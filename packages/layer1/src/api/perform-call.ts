import type { JsonObject } from '@autotrail/core';
import { layer1Error } from '../errors.js';
import type { TrailEvent } from '../trail/events.js';
import type { Applied, Trail } from '../trail/trail.js';
import type { TrailStep } from '../trail/trail-step.js';
import type { TransitionRow } from '../transitions.js';
import type { ApiCall, RefusedStep } from './api-call.js';
import type { ApiAnswer, ApiCallDefinition, ApiContext, ApiSetting, ValidApiCall } from './api-call-definition.js';
import { validateApiCall } from './validate-api-call.js';

/** What a call is performed in. */
export interface PerformSetting extends ApiSetting {
  /** Where the call came from, for the record. */
  readonly source?: string | undefined;
}

/** What performing a call came to. */
export interface Performed {
  readonly answer: ApiAnswer;
  /** The steps it affected. */
  readonly affected: readonly TrailStep[];
  /** The steps it named and left alone. */
  readonly refused: readonly RefusedStep[];
}

/**
 * Performs a call on a trail. Answers `null`, and has done nothing, where what the call waits for is not the case yet.
 *
 * @param applied - is given what was done to the trail, also where making the answer throws after it
 * @throws AutoTrailError why the call is refused
 */
export function performCall(request: JsonObject, setting: PerformSetting, applied: Applied[]): Performed | null {
  const { source, ...given } = setting;
  const { trail, wire, at, definitions } = given;
  const asked = validateApiCall(request, definitions, wire);
  const contextOf = (call: ApiCall): ApiContext => ({ ...given, call });
  const { call, definition } = asked.definition.standsFor?.(contextOf(asked.call)) ?? asked;
  if (definition.until?.(contextOf(call)) === false) return null;
  const from = { ...provenance(asked.call), ...(source !== undefined && { source }) };
  return act(definition, contextOf(call), (event) => applied.push(trail.apply({ ...event, ...from }, at)));
}

function act(definition: ValidApiCall['definition'], context: ApiContext, apply: (event: TrailEvent) => void): Performed {
  const chosen = definition.steps(context);
  const { affected, refused } = split(chosen, definition, context);
  const acts = definition.predicate(affected, context);
  const events = acts ? definition.handlers.reduce((made, handler) => handler(affected, context, made), NO_EVENTS) : NO_EVENTS;
  events.forEach(apply);
  return { answer: definition.postProcessor({ ...context, affected, refused, events }), affected, refused };
}

const NO_EVENTS: readonly TrailEvent[] = [];

function provenance({ actor, reason }: ApiCall): { readonly actor?: string; readonly reason?: string } {
  return { ...(typeof actor === 'string' && { actor }), ...(typeof reason === 'string' && { reason }) };
}

type Split = Pick<Performed, 'affected' | 'refused'>;

function split(chosen: readonly TrailStep[], { row, refuses }: ApiCallDefinition, context: ApiContext): Split {
  const { trail, call } = context;
  const from = row === undefined ? undefined : rowOf(trail, row).from;
  const whyNot = (step: TrailStep): string | null => {
    if (from?.includes(trail.record(step.n).state) === false) return `${call.name} affects steps that are ${from.join(', ')}`;
    return refuses?.(step, context) ?? null;
  };
  const judged = chosen.map((step) => ({ step, reason: whyNot(step) }));
  return {
    affected: judged.filter(({ reason }) => reason === null).map(({ step }) => step),
    refused: judged.flatMap(({ step: { n, name }, reason }) =>
      reason === null ? [] : [{ n, name, state: trail.record(n).state, reason }],
    ),
  };
}

function rowOf(trail: Trail, name: string): TransitionRow {
  const row = trail.row(name);
  if (row === undefined) throw layer1Error('AUTOTRAIL_UNKNOWN_ROW', { row: name });
  return row;
}
