import { usageError } from '../errors.js';

/**
 * A time with its date, in milliseconds since the epoch: one without could be meant for today or for tomorrow.
 *
 * @throws AutoTrailError `AUTOTRAIL_USAGE`, also if there is no such day
 */
export function readTime(text: string): number {
  const [, day] = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const time = day === undefined || !isDay(day) ? Number.NaN : Date.parse(text);
  if (Number.isNaN(time)) throw usageError(`Expected a time such as 2026-01-31T08:00 or 2026-01-31T08:00Z, got ${text}.`);
  return time;
}

/** The parser takes the 30th of February for a day in March. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
