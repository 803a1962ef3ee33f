import { findNonJson, type JsonValue } from '@autotrail/core';
import { layer1Error } from './errors.js';

/**
 * A value that is to be stored or sent, checked to be JSON. What has parts is copied: whoever made it may go on changing it.
 *
 * @throws AutoTrailError `AUTOTRAIL_NOT_JSON`, naming what and where
 */
export function asJson(value: unknown, what: string): JsonValue {
  const culprit = findNonJson(value);
  if (culprit !== null) throw layer1Error('AUTOTRAIL_NOT_JSON', { what, found: culprit.found, path: culprit.path });
  return typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : (value as JsonValue);
}
