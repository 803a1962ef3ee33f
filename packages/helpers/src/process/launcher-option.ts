import type { OptionRule } from '../check-options.js';

/** The rule of an option that takes a launcher. */
export const LAUNCHER: OptionRule = {
  expected: 'an object with a method `launch`',
  isValid: (value) => typeof value === 'object' && value !== null && 'launch' in value,
};
