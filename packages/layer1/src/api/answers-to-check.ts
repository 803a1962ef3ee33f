import { AutoTrailError, type JsonObject } from '@autotrail/core';
import type { ApiSetting, ValidApiCall } from './api-call-definition.js';
import type { CallPlan } from './planning/call-plan.js';
import { apply, plan } from './planning/planning-calls.js';
import { answersOf, type GivenAnswer } from './prompt-calls.js';
import { validateApiCall } from './validate-api-call.js';

/** What is known of a call before it is handled. */
type CheckSetting = Pick<ApiSetting, 'trail' | 'wire' | 'definitions'>;

/**
 * The answers that actions are to look at before a call is handled: those that it gives, or that the plan does which it makes or
 * applies. None where the call is refused whatever the actions say.
 */
export function answersToCheck(request: JsonObject, setting: CheckSetting): readonly GivenAnswer[] {
  const { trail } = setting;
  if (!trail.needsInput) return [];
  const meant = callThatIsMeant(request, setting);
  if (meant === null) return [];
  return answersOf(meant.definition, { trail, call: meant.call, rejected: new Map() }).filter(({ prompt }) => prompt.isChecked);
}

function callThatIsMeant(request: JsonObject, setting: CheckSetting): ValidApiCall | null {
  const asked = validCall(request, setting);
  if (asked === null) return null;
  const { call, definition } = asked;
  if (definition.postProcessor === plan.postProcessor) return callThatIsMeant(call.call as JsonObject, setting);
  if (definition.standsFor === undefined || definition.standsFor !== apply.standsFor) return asked;
  const planned = call.plan as unknown as CallPlan;
  return callThatIsMeant({ ...planned.call, actor: call.actor ?? null }, setting);
}

/** `null` where the call is no valid one: it is for who handles it to say why. */
function validCall(request: JsonObject, { definitions, wire }: CheckSetting): ValidApiCall | null {
  try {
    return validateApiCall(request, definitions, wire);
  } catch (error) {
    if (AutoTrailError.is(error)) return null;
    throw error;
  }
}
