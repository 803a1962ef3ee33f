import type { JsonObject, JsonValue } from '@autotrail/core';
import { type CallPlan, isCallPlan } from '@autotrail/layer1';

/**
 * What a server needs of a plan to apply it. The names of steps, and the list of those that are left alone, are for people: without
 * them a plan of ten thousand steps is short enough for a request. What is no plan is sent as it is, for the server to say so.
 */
export function planToSend(plan: CallPlan): JsonValue {
  if (!isCallPlan(plan)) return plan;
  const { refused: _, affected, follows, ...rest } = plan;
  const { changes, starts, joins, prompts, reachable, unreachable, settings, serverEnds } = follows;
  const lists = { changes, starts, joins, prompts, reachable, unreachable };
  const briefly = Object.entries(lists).map(([name, steps]) => [name, nameless(steps)]);
  return { ...rest, affected: nameless(affected), follows: { ...Object.fromEntries(briefly), settings, serverEnds } };
}

function nameless(steps: readonly JsonObject[]): readonly JsonObject[] {
  return steps.map(({ name: _, ...step }) => step);
}
