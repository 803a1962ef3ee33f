import type { JsonValue } from '@autotrail/core';
import { layer1Error } from '../errors.js';
import type { ApiCallDefinition, ApiContext } from './api-call-definition.js';
import { controlCall, move } from './definition-parts.js';
import { show } from './show.js';
import { timeOf, validators } from './validators.js';

/** Steps are held, until an operator lets them go or a time has come. */
export function holdCall(steps: ApiCallDefinition['steps']): ApiCallDefinition {
  const call = controlCall('pause', (context) => {
    untilOf(context);
    return steps(context);
  });
  return {
    ...call,
    validators: { ...call.validators, until: validators.time },
    handlers: [
      (held, context) => [{ type: 'command', call: context.call.name, moves: [move('pause', held)], ...untilOf(context) }],
    ],
  };
}

/** A hold that is over before it begins would let steps run that somebody meant to hold. */
function untilOf({ call: { name, until = null }, at }: ApiContext): { readonly until?: number } {
  if (until === null) return {};
  const time = timeOf(until as JsonValue);
  if (time > at) return { until: time };
  const expected = `a time after now, ${new Date(at).toISOString()}`;
  throw layer1Error('AUTOTRAIL_BAD_FIELD', { field: 'until', name: show(name), expected, found: show(until) });
}
