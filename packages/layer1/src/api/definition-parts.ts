/** The parts that definitions of calls are put together from. A user's own calls use them too. */
import type { JsonValue, Tags } from '@autotrail/core';
import type { CommandEvent } from '../trail/events.js';
import type { TrailStep } from '../trail/trail-step.js';
import type { AffectedStep, RefusedStep } from './api-call.js';
import type { ApiAnswer, ApiCallDefinition, ApiContext, ApiHandler, ApiOutcome } from './api-call-definition.js';
import { affected } from './selection.js';
import { validators } from './validators.js';

/** The steps that the call's `tags` match. */
export function matchedSteps({ call, trail }: ApiContext): readonly TrailStep[] {
  return trail.select(call.tags as Tags);
}

/** The branches of the steps that the call's `tags` match. */
export function matchedBranches(context: ApiContext): readonly TrailStep[] {
  return context.trail.branches(matchedSteps(context));
}

/** Acts unless the call is a dry run. */
export function unlessDryRun(_: readonly TrailStep[], { call }: ApiContext): boolean {
  return call.dry_run === false;
}

/** A handler that moves the affected steps along a row. */
export function moveAlong(row: string): ApiHandler {
  return (steps, { call }) => [{ type: 'command', call: call.name, moves: [move(row, steps)] }];
}

/** An answer that goes on serving. */
export function answer(result: JsonValue): ApiAnswer {
  return { result, error: null, keepServing: true };
}

/** The answer of a control call: on wire 1 the affected steps, on wire 2 the refused ones and the revision as well. */
export function answerAffected({ affected: steps, refused, trail, wire }: ApiOutcome): ApiAnswer {
  const list: readonly AffectedStep[] = affected(steps);
  return answer(wire === 1 ? list : { affected: list, refused: refused as readonly RefusedStep[], revision: trail.revision });
}

/** The moves of steps along a row, as a `command` event has them. */
export function move(row: string, steps: readonly TrailStep[]): CommandEvent['moves'][number] {
  return { row, steps: steps.map(({ n }) => n) };
}

/** The fields of every call that acts: whether it only looks, and who wants it, why. The latter two go into the call's events. */
export const COMMAND_FIELDS: ApiCallDefinition['validators'] = {
  dry_run: validators.boolean,
  actor: validators.actor,
  reason: validators.reason,
};

/** A control call: its steps move along a row, or would in a dry run. */
export function controlCall(row: string, steps: ApiCallDefinition['steps']): ApiCallDefinition {
  return {
    validators: { ...COMMAND_FIELDS, tags: validators.selector },
    row,
    steps,
    predicate: unlessDryRun,
    handlers: [moveAlong(row)],
    postProcessor: answerAffected,
  };
}
