import { describeValue } from '@autotrail/core';
import { layer1Error } from '../errors.js';
import { checkNames } from '../options.js';
import { isStandardSchema, type StandardSchema } from '../standard-schema.js';

/** What a parameter can be. */
export type ParamValue = string | number | boolean;

/** One parameter of a run. */
export interface ParamDeclaration {
  /** What its value is. A number is finite. */
  readonly type: 'string' | 'number' | 'boolean';
  /** The only values there are. @default any of the type */
  readonly choices?: readonly ParamValue[];
  /** Its value where none is given. @default one must be given */
  readonly default?: ParamValue;
  /** What it is for, for people. @default nothing is said */
  readonly describe?: string;
}

/** The parameters of a run, by their names: letters, digits, `_`, `$` and `-`, as templates name them. */
export type ParamRecord = Readonly<Record<string, ParamDeclaration>>;

/**
 * What a run is given to go by: a record of parameters, or a Standard Schema of an object of them.
 *
 * @example
 * const params = { host: { type: 'string', describe: 'where to' }, port: { type: 'number', default: 5432 } } as const;
 */
export type ParamsDeclaration = ParamRecord | StandardSchema;

const TYPES: readonly unknown[] = ['string', 'number', 'boolean'] satisfies readonly ParamDeclaration['type'][];
const FIELDS = ['type', 'choices', 'default', 'describe'] satisfies readonly (keyof ParamDeclaration)[];
const NAME = /^[\p{L}\p{N}_$-]+$/u;

/** Checks a declaration. @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION` */
export function checkDeclaration(declaration: ParamsDeclaration): void {
  if (isStandardSchema(declaration)) return;
  const isRecord = typeof declaration === 'object' && declaration !== null && !Array.isArray(declaration);
  if (!isRecord) throw bad('params', 'a record of parameters or a Standard Schema', declaration);
  for (const [name, one] of Object.entries(declaration)) checkOne(name, one);
}

/** Whether a value is one of a parameter's. */
export function isValueOf({ type, choices }: ParamDeclaration, value: unknown): value is ParamValue {
  const isOfType = typeof value === type && (typeof value !== 'number' || Number.isFinite(value));
  return isOfType && (choices === undefined || choices.some((choice) => choice === value));
}

function checkOne(name: string, one: ParamDeclaration): void {
  const option = `params.${name}`;
  if (!NAME.test(name)) throw bad('params', 'named with letters, digits, `_`, `$` and `-`', name);
  if (typeof one !== 'object' || one === null) throw bad(option, 'an object with a `type`', one);
  checkNames(`parameter ${name}`, one, FIELDS);
  const { type, choices, default: initial, describe } = one;
  if (!TYPES.includes(type)) throw bad(`${option}.type`, "'string', 'number' or 'boolean'", type);
  if (choices !== undefined) checkChoices(`${option}.choices`, one);
  if (initial !== undefined && !isValueOf(one, initial)) throw bad(`${option}.default`, 'a value of the parameter', initial);
  if (describe !== undefined && typeof describe !== 'string') throw bad(`${option}.describe`, 'a text', describe);
}

function checkChoices(option: string, { type, choices }: ParamDeclaration): void {
  const isList = Array.isArray(choices) && choices.length > 0 && choices.every((choice) => isValueOf({ type }, choice));
  if (!isList) throw bad(option, `a list of values of type ${type}, at least one`, choices);
}

function bad(option: string, expected: string, found: unknown): Error {
  return layer1Error('AUTOTRAIL_BAD_OPTION', { option, owner: 'a run', expected, found: describeValue(found) });
}
