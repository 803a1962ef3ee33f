import type { Tags } from '@autotrail/core';
import type { ApiCallDefinition } from './api-call-definition.js';
import { answerAffected, COMMAND_FIELDS, unlessDryRun } from './definition-parts.js';
import { validators } from './validators.js';

/** Limits how many attempts there may be at a time, of all steps or of those with certain tags. */
export const setLimit: ApiCallDefinition = {
  since: 2,
  validators: { ...COMMAND_FIELDS, tags: validators.selector, most: validators.most },
  steps: () => [],
  predicate: unlessDryRun,
  handlers: [(_, { call }) => [{ type: 'limit', tags: call.tags as Tags, most: call.most as number | null }]],
  postProcessor: answerAffected,
};
