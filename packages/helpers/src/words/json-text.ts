import type { JsonValue } from '@autotrail/core';

/**
 * A value for people: a text as it is, anything else as JSON.
 *
 * @example
 * jsonText('Go on?'); // 'Go on?'
 * jsonText({ host: 'db-1' }); // '{"host":"db-1"}'
 */
export function jsonText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
