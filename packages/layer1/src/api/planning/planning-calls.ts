import type { JsonObject } from '@autotrail/core';
import type { ApiCallDefinition } from '../api-call-definition.js';
import { answer, answerAffected, COMMAND_FIELDS } from '../definition-parts.js';
import { validators } from '../validators.js';
import { applicableCall } from './applicable-call.js';
import { planCall } from './plan-call.js';

/** Tells what a control call would do, and changes nothing. */
export const plan: ApiCallDefinition = {
  since: 2,
  validators: { call: validators.call },
  steps: () => [],
  predicate: () => false,
  handlers: [],
  postProcessor: ({ call, ...setting }) => answer(planCall(call.call as JsonObject, setting)),
};

/** Carries a plan out, if it still holds. */
export const apply: ApiCallDefinition = {
  since: 2,
  validators: { ...COMMAND_FIELDS, plan: validators.plan },
  steps: () => [],
  predicate: () => false,
  handlers: [],
  postProcessor: answerAffected,
  standsFor: applicableCall,
};
