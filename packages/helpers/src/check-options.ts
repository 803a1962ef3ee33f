import { layer1Error } from './errors.js';
import { showValue } from './show-value.js';

/** What an option may be. */
export interface OptionRule {
  readonly expected: string;
  readonly isValid: (value: unknown) => boolean;
}

/** The rule of an option that is on or off. */
export const BOOLEAN: OptionRule = { expected: 'true or false', isValid: (value) => typeof value === 'boolean' };

/**
 * Checks options. One left `undefined` counts as not given.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION` or `AUTOTRAIL_UNKNOWN_OPTION`, naming the owner.
 */
export function checkOptions(owner: string, options: object, rules: Readonly<Record<string, OptionRule>>): void {
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const rule = Object.hasOwn(rules, option) ? rules[option] : undefined;
    if (rule === undefined) {
      throw layer1Error('AUTOTRAIL_UNKNOWN_OPTION', { owner, option, known: Object.keys(rules).join(', ') });
    }
    if (rule.isValid(value)) continue;
    throw layer1Error('AUTOTRAIL_BAD_OPTION', { owner, option, expected: rule.expected, found: showValue(value) });
  }
}
