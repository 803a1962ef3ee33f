import type { JsonObject } from '@autotrail/core';
import { layer1Error } from '../../errors.js';
import { maskJson } from '../../secrets/registry.js';
import type { Applied } from '../../trail/trail.js';
import type { ApiCall } from '../api-call.js';
import type { ApiSetting, ValidApiCall } from '../api-call-definition.js';
import { performCall } from '../perform-call.js';
import { show } from '../show.js';
import { validateApiCall } from '../validate-api-call.js';
import type { CallPlan } from './call-plan.js';
import { consequencesOf, plannedStep } from './consequences.js';
import { plannedSettings } from './planned-settings.js';

/**
 * Tells what a control call would do, by performing it on a fork of the trail.
 *
 * @throws AutoTrailError why the call would be refused; `AUTOTRAIL_NOT_PLANNABLE`
 */
export function planCall(request: JsonObject, setting: ApiSetting): CallPlan {
  const { call } = plannableCall(request, setting);
  const before = setting.trail;
  const after = before.fork();
  const applied: Applied[] = [];
  const performed = performCall(call, { ...setting, trail: after }, applied);
  if (performed === null) throw notPlannable(call, 'it would wait before it does anything');
  const { affected, refused, answer } = performed;
  const serverEnds = !answer.keepServing;
  if (serverEnds && !after.isShuttingDown) applied.push(after.apply({ type: 'shutdown' }, setting.at));
  const settings = plannedSettings(before, applied, setting.context);
  const tried = { before, after, affected, applied, settings, serverEnds };
  return {
    trail: setting.run?.trail ?? null,
    run: setting.run?.run ?? null,
    revision: before.revision,
    call: withoutProvenance(call),
    affected: affected.map((step) => plannedStep(tried, step)),
    refused,
    follows: consequencesOf(tried, setting.at),
  };
}

/**
 * A control call as it is planned: with every field it needs, and meant to act.
 *
 * @throws AutoTrailError `AUTOTRAIL_UNKNOWN_CALL`, `AUTOTRAIL_BAD_FIELD`, `AUTOTRAIL_NOT_PLANNABLE`
 */
export function plannableCall(request: JsonObject, { definitions, wire }: ApiSetting): ValidApiCall {
  const { call, definition } = validateApiCall({ ...request, ...AS_COMMAND }, definitions, wire);
  const { isControl = definition.handlers.length > 0 } = definition;
  if (!isControl) throw notPlannable(call, 'it is no control call');
  const { name: _, tags: __, ...data } = call;
  // A plan is shown, sent around and kept in files, where nothing masks it.
  if (Object.values(data).some((value) => maskJson(value) !== value)) throw notPlannable(call, 'it holds a secret');
  return { call, definition };
}

/** Who gives the call is looked at, since not everybody may answer every prompt; the plan does not say it. */
const AS_COMMAND = { dry_run: false, reason: null };

function withoutProvenance({ dry_run: _, actor: __, reason: ___, ...call }: ApiCall): ApiCall {
  return call;
}

function notPlannable({ name }: ApiCall, why: string): Error {
  return layer1Error('AUTOTRAIL_NOT_PLANNABLE', { name: show(name), why });
}
