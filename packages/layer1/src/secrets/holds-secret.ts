import type { JsonValue } from '@autotrail/core';
import { maskJson, maskText } from './registry.js';

/** Whether a registered secret is in a value, also as a number. */
export function holdsSecret(value: JsonValue): boolean {
  const text = JSON.stringify(value);
  return maskJson(value) !== value || maskText(text) !== text;
}
