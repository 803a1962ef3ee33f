import type { JsonObject, JsonValue } from '@autotrail/core';
import { layer1Error } from '../errors.js';
import { ownOf } from '../own-of.js';
import type { Wire } from './api-call.js';
import type { ApiCallDefinitions, ValidApiCall } from './api-call-definition.js';
import { show } from './show.js';
import type { Validator } from './validators.js';

/**
 * Checks a call against its definition. On wire 1 every field is required; on wire 2 those with a fallback may be left out. Fields
 * the definition does not name are left out.
 *
 * @throws AutoTrailError `AUTOTRAIL_UNKNOWN_CALL`, `AUTOTRAIL_BAD_FIELD`
 */
export function validateApiCall(request: JsonObject, definitions: ApiCallDefinitions, wire: Wire): ValidApiCall {
  const name = ownOf(request, 'name');
  const definition = typeof name === 'string' ? ownOf(definitions, name) : undefined;
  if (definition === undefined || (definition.since ?? 1) > wire) {
    throw layer1Error('AUTOTRAIL_UNKNOWN_CALL', { name: show(name) });
  }
  const known = Object.entries(definition.validators).filter(([, { since = 1 }]) => since <= wire);
  const fields = known.map(([field, validator]) => [field, readField(request, field, { validator, wire })]);
  return { call: { ...Object.fromEntries(fields), name: String(name) }, definition };
}

interface Rules {
  readonly validator: Validator;
  readonly wire: Wire;
}

function readField(request: JsonObject, field: string, { validator, wire }: Rules): JsonValue {
  const given = ownOf(request, field);
  const value = given === undefined && wire > 1 ? validator.fallback : given;
  if (value !== undefined && validator.isValid(value, wire)) return value;
  const { expected } = validator;
  throw layer1Error('AUTOTRAIL_BAD_FIELD', { field, name: show(ownOf(request, 'name')), expected, found: show(value) });
}
