import { AutoTrailError, type JsonObject, type JsonValue } from '@autotrail/core';
import { layer1Error } from '../../errors.js';
import { shorten } from '../../shorten.js';
import type { ApiCallDefinition, ApiContext, TrailRun, ValidApiCall } from '../api-call-definition.js';
import { affected } from '../selection.js';
import { show } from '../show.js';
import type { CallPlan } from './call-plan.js';
import { planCall, plannableCall } from './plan-call.js';
import { planDifferences } from './plan-differences.js';

/**
 * The call that a plan is of, if what the plan says of it is still so. It is answered as control calls are, beside what its own answer
 * says.
 *
 * @throws AutoTrailError `AUTOTRAIL_PLAN_STALE`, `AUTOTRAIL_PLAN_OF_ANOTHER_RUN`, and what `plannableCall` throws
 */
export function applicableCall(context: ApiContext): ValidApiCall {
  const planned = context.call.plan as unknown as CallPlan;
  checkRun(planned, context.run);
  const { call, definition } = plannableCall(planned.call, context);
  const differences = differencesNow(planned, context);
  if (differences.length > 0) {
    const { revision } = context.trail;
    const told = shorten(differences).join('; ');
    throw layer1Error('AUTOTRAIL_PLAN_STALE', { call: call.name, made: planned.revision, revision, differences: told });
  }
  const { actor = null, dry_run = false } = context.call;
  return { call: { ...call, actor, dry_run }, definition: answeringAsControl(definition) };
}

function differencesNow(planned: CallPlan, context: ApiContext): readonly string[] {
  try {
    return planDifferences(planned, planCall({ ...planned.call, actor: context.call.actor ?? null }, context), context.trail);
  } catch (error) {
    if (!AutoTrailError.is(error) || error.code === 'AUTOTRAIL_INVARIANT_BROKEN') throw error;
    return [`the call is refused now: ${error.message.replace(/\.$/, '')}`];
  }
}

/** A plan from elsewhere may look right and mean other steps. */
function checkRun({ trail, run }: CallPlan, here: TrailRun | null): void {
  if (trail === (here?.trail ?? null) && run === (here?.run ?? null)) return;
  const found = trail === null ? "a trail in nobody's hands" : `run ${show(run)} of trail ${show(trail)}`;
  throw layer1Error('AUTOTRAIL_PLAN_OF_ANOTHER_RUN', { run: here?.run ?? 'none', trail: here?.trail ?? 'none', found });
}

function answeringAsControl(definition: ApiCallDefinition): ApiCallDefinition {
  return {
    ...definition,
    postProcessor: (outcome) => {
      const { refused, trail } = outcome;
      const own = definition.postProcessor(outcome);
      const result = { ...fieldsOf(own.result), affected: affected(outcome.affected), refused, revision: trail.revision };
      return { ...own, result };
    },
  };
}

/** Some calls answer no object. */
function fieldsOf(result: JsonValue): JsonObject {
  return typeof result === 'object' && result !== null && !Array.isArray(result) ? (result as JsonObject) : {};
}
