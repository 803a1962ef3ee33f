import type { OptionRule } from './options.js';

/** The latest time that a date can be of, in milliseconds since the epoch; the earliest is as far before it. */
export const LATEST_TIME = 8.64e15;

/** The longest duration that an option may be: 100 years of 365 days, in milliseconds. Added to a time it still leads to a date. */
export const LONGEST_MS = 100 * 365 * 24 * 60 * 60 * 1_000;

/**
 * The rule of an option that is a duration in milliseconds.
 *
 * @param unlimited - what an option that is left out means, where that is what a longer duration would be given for
 */
export function durationFrom(minimum: number, unlimited?: string): OptionRule {
  const most = `${LONGEST_MS}, which are 100 years`;
  const instead = unlimited === undefined ? '' : `; left out, it means ${unlimited}`;
  return {
    expected: `a number of milliseconds from ${minimum} to ${most}${instead}`,
    isValid: (value) => typeof value === 'number' && value >= minimum && value <= LONGEST_MS,
  };
}

/** A time as text (ISO 8601). One beyond all dates, as journals of old may have it, is as the last of them. */
export function isoTime(milliseconds: number): string {
  return new Date(Math.max(-LATEST_TIME, Math.min(milliseconds, LATEST_TIME))).toISOString();
}
