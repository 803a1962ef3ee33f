import { findNonJson, type JsonObject, type JsonValue } from '@autotrail/core';
import { show } from '../api/show.js';
import { asJson } from '../as-json.js';
import { layer1Error } from '../errors.js';
import { ownOf } from '../own-of.js';
import { holdsSecret } from '../secrets/holds-secret.js';
import { maskText } from '../secrets/registry.js';
import { shorten } from '../shorten.js';
import { isStandardSchema, type StandardSchema, validateBy } from '../standard-schema.js';
import { isValueOf, type ParamDeclaration, type ParamRecord, type ParamsDeclaration } from './params-declaration.js';

/** What checking parameters came to: them with every default filled in, or what is wrong with them, in words. */
export type CheckedParams = { readonly params: JsonObject } | { readonly differences: readonly string[] };

/** Checks parameters. Never rejects because of them. */
export async function checkParams(declaration: ParamsDeclaration, values: JsonObject): Promise<CheckedParams> {
  const secrets = secretsIn(values);
  if (secrets.length > 0) return { differences: secrets };
  const checked = isStandardSchema(declaration) ? await checkBySchema(declaration, values) : checkRecord(declaration, values);
  if ('differences' in checked) return checked;
  const made = secretsIn(checked.params);
  return made.length > 0 ? { differences: made } : checked;
}

/**
 * Makes values of texts, as a command line has them: `'5432'` of a number, `'true'` and `'false'` of a boolean. Where a Standard Schema
 * says what they are, they stay texts.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_PARAMS`, of names that there are not too
 * @example
 * parseParams({ port: { type: 'number' } }, { port: '5432' }); // { port: 5432 }
 */
export function parseParams(declaration: ParamsDeclaration, texts: Readonly<Record<string, string>>): JsonObject {
  if (isStandardSchema(declaration)) return { ...texts };
  const parsed = Object.entries(texts).map(([name, text]): readonly [string, JsonValue | undefined] => {
    const one = ownOf(declaration, name);
    return [name, one === undefined ? text : parseText(one, text)];
  });
  const wrong = parsed.filter(([, value]) => value === undefined);
  const differences = [
    ...unknownIn(declaration, texts),
    ...wrong.map(([name]) => wrongText(name, texts[name] ?? '', declaration[name] as ParamDeclaration)),
  ];
  if (differences.length > 0) throw badParams(differences);
  return Object.fromEntries(parsed) as JsonObject;
}

/** Why parameters are refused. */
export function badParams(differences: readonly string[]): Error {
  return layer1Error('AUTOTRAIL_BAD_PARAMS', { differences: shorten(differences).join('; ') });
}

/** A value of a parameter, for an error. */
export function showParam(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  return holdsSecret(value) ? 'a secret' : show(typeof value === 'string' ? JSON.stringify(value) : value);
}

function checkRecord(declaration: ParamRecord, values: JsonObject): CheckedParams {
  const entries = Object.entries(declaration).map(([name, one]) => [name, ownOf(values, name) ?? one.default, one] as const);
  const wrong = entries.filter(([, value, one]) => !isValueOf(one, value));
  const differences = [
    ...unknownIn(declaration, values),
    ...wrong.map(([name, value, one]) => (value === undefined ? missing(name, one) : wrongText(name, value, one))),
  ];
  if (differences.length > 0) return { differences };
  return { params: Object.fromEntries(entries.map(([name, value]) => [name, value as JsonValue])) };
}

async function checkBySchema(schema: StandardSchema, values: JsonObject): Promise<CheckedParams> {
  const validated = await validateBy(schema, values);
  if (!validated.isValid) return { differences: [validated.why] };
  const { output } = validated;
  const culprit = findNonJson(output);
  if (culprit !== null) return { differences: [`their schema makes ${culprit.found} at ${culprit.path}, which is no JSON`] };
  const isObject = typeof output === 'object' && output !== null && !Array.isArray(output);
  if (!isObject) return { differences: ['their schema makes something else of them than an object'] };
  return { params: asJson(output, 'parameters') as JsonObject };
}

function secretsIn(values: JsonObject): readonly string[] {
  const secret = Object.entries(values).filter(([name, value]) => holdsSecret(name) || holdsSecret(value));
  return secret.map(([name]) => `${maskText(name)} holds a secret, which a journal would not keep`);
}

function unknownIn(declaration: ParamRecord, values: Readonly<Record<string, unknown>>): readonly string[] {
  const known = Object.keys(declaration).join(', ') || 'none';
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(declaration, name));
  return unknown.map((name) => `there is no parameter ${showParam(name)} (there are: ${known})`);
}

function missing(name: string, one: ParamDeclaration): string {
  return `${name} is missing (${expected(one)})`;
}

function wrongText(name: string, value: JsonValue, one: ParamDeclaration): string {
  return `${name} is ${showParam(value)} instead of ${expected(one)}`;
}

function expected({ type, choices }: ParamDeclaration): string {
  return choices === undefined ? `a ${type}` : `one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`;
}

/** `undefined` where a text is none of a parameter's values. What it may be is checked later. */
function parseText({ type }: ParamDeclaration, text: string): JsonValue | undefined {
  if (type === 'string') return text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  return NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
