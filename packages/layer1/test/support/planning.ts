import type { JsonObject, JsonValue } from '@autotrail/core';
import type { CallPlan } from '../../src/api/planning/call-plan.js';
import type { World } from './world.js';

/** The plan of a call that can be planned. */
export function planOf(world: World, name: string, fields: JsonObject = {}): CallPlan {
  return world.call('plan', { call: { name, ...fields } }) as unknown as CallPlan;
}

/** The plan of a call about one step. */
export function planFor(world: World, name: string, step: string): CallPlan {
  return planOf(world, name, { tags: { name: step } });
}

/** Applies a plan. */
export function applyPlan(world: World, plan: CallPlan, fields: JsonObject = {}): JsonObject {
  return world.call('apply', { plan: plan as unknown as JsonValue, ...fields });
}

/** Why a plan is not applied. */
export function whyNot(world: World, plan: unknown, fields: JsonObject = {}) {
  return world.refusal({ name: 'apply', plan: plan as JsonValue, ...fields });
}
