import { describeValue } from '@autotrail/core';
import { layer1Error } from './errors.js';

/** What an option must be. */
export interface OptionRule {
  /** What is expected, for the error. */
  readonly expected: string;
  readonly isValid: (value: unknown) => boolean;
}

/** The rule of an option that is on or off. */
export const BOOLEAN: OptionRule = { expected: 'true or false', isValid: (value) => typeof value === 'boolean' };

/**
 * Checks options. One left `undefined` counts as not given.
 *
 * @param owner - whose options they are, for the error
 * @param rules - of all options there are, by their names
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION`
 */
export function checkOptions(owner: string, options: object, rules: Readonly<Record<string, OptionRule>>): void {
  checkNames(owner, options, Object.keys(rules));
  for (const [option, value] of Object.entries(options)) {
    const rule = rules[option];
    if (value === undefined || rule === undefined || rule.isValid(value)) continue;
    throw layer1Error('AUTOTRAIL_BAD_OPTION', { owner, option, expected: rule.expected, found: describeValue(value) });
  }
}

/**
 * Checks that there are options of these names. One left `undefined` counts as not given.
 *
 * @throws AutoTrailError `AUTOTRAIL_UNKNOWN_OPTION`
 */
export function checkNames(owner: string, options: object, known: readonly string[]): void {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const unknown = given.find(([option]) => !known.includes(option));
  if (unknown !== undefined)
    throw layer1Error('AUTOTRAIL_UNKNOWN_OPTION', { owner, option: unknown[0], known: known.join(', ') });
}
