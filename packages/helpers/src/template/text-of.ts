import { helpersError } from '../errors.js';
import { showValue } from '../show-value.js';

/**
 * A value as it stands in a text or as an argument. Anything but strings, numbers and booleans is refused: `undefined` and
 * `[object Object]` are mistakes, and a command should not find out.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_VALUE`
 */
export function textOf(value: unknown, what: string): string {
  const isText =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
  if (isText) return String(value);
  throw helpersError('AUTOTRAIL_BAD_VALUE', { what, found: showValue(value) });
}
