import { isDeepStrictEqual } from 'node:util';
import type { Environment } from '@autotrail/layer1';
import { showValue } from '../show-value.js';
import { attributeOf } from './attribute-of.js';
import { makeTemplate, type Template } from './template.js';

/** What {@link makeContextAttributeBasedTemplatingFunction} may be told. */
export interface AttributeBasedOptions {
  /** What the attribute must be, compared strictly; arrays and plain objects by what is in them. @default true */
  readonly expectedValue?: unknown;
  /** Whether the operators are told when the attribute is something else. @default true */
  readonly notifyUser?: boolean;
}

/**
 * Makes a function that answers a template, for `ShellCommand` and `Instruction`. A plain string does the same.
 *
 * The template is handed over unfilled: a command is split into words first, so that a value is always one argument.
 *
 * @example
 * new ShellCommand('copy', makeSimpleTemplatingFunction('rsync -a {source} {target}'));
 */
export function makeSimpleTemplatingFunction(template: string): (env: Environment, context: unknown) => Template {
  const made = makeTemplate(template);
  return () => made;
}

/**
 * Makes a function that answers a template if an attribute of the context has the expected value, and `null` otherwise: there is then
 * nothing to do, and the step succeeds. A context without the attribute fails the step (`AUTOTRAIL_MISSING_ATTRIBUTE`).
 *
 * @example
 * new Instruction('flip DNS', makeContextAttributeBasedTemplatingFunction('isPrimary', 'Point the DNS at {host}.'));
 */
export function makeContextAttributeBasedTemplatingFunction<const TName extends string>(
  attribute: TName,
  template: string,
  { expectedValue = true, notifyUser = true }: AttributeBasedOptions = {},
): (env: Environment, context: { readonly [name in TName]: unknown }) => Template | null {
  const made = makeTemplate(template);
  return (env, context) => {
    const value = attributeOf(context, attribute);
    if (isDeepStrictEqual(value, expectedValue)) return made;
    if (notifyUser) env.output(`Nothing to do: ${attribute} is ${showValue(value)}, not ${showValue(expectedValue)}.`);
    return null;
  };
}
