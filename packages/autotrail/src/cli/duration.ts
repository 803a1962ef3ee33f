import { usageError } from '../errors.js';

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** The longest duration that there is, in days: 100 years. */
const MOST_DAYS = 36_500;

/** A duration such as `30d` or `12h`, in milliseconds. Maximum 100 years. @throws AutoTrailError `AUTOTRAIL_USAGE` */
export function readDuration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  if (count === undefined) {
    throw usageError(`Expected a duration as a number and one of ${Object.keys(UNITS_MS).join(', ')}, such as 30d, got ${text}.`);
  }
  const milliseconds = Number(count) * (UNITS_MS[unit] ?? 0);
  if (milliseconds > MOST_DAYS * 86_400_000) throw usageError(`Expected a duration of at most ${MOST_DAYS}d, got ${text}.`);
  return milliseconds;
}
