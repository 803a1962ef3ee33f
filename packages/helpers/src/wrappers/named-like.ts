import { checkOptions, type OptionRule } from '../check-options.js';

/** The rule of an option that is a function. */
export const FUNCTION: OptionRule = { expected: 'a function', isValid: (value) => typeof value === 'function' };

/**
 * A wrapper with the name of what it wraps, which becomes the step's name.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION` if there is no function to wrap
 */
export function namedLike<TWrapper extends (...args: never[]) => unknown>(
  owner: string,
  fn: unknown,
  wrapper: TWrapper,
): TWrapper {
  checkOptions(owner, { fn: fn ?? null }, { fn: FUNCTION });
  return Object.defineProperty(wrapper, 'name', { value: (fn as { readonly name: string }).name });
}
