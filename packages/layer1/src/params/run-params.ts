import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '@autotrail/core';
import { describeValue } from '@autotrail/core';
import { asJson } from '../as-json.js';
import { layer1Error } from '../errors.js';
import { shorten } from '../shorten.js';
import { isStandardSchema } from '../standard-schema.js';
import type { CreatedEvent } from '../trail/events.js';
import { badParams, checkParams, showParam } from './check-params.js';
import { checkDeclaration, type ParamsDeclaration } from './params-declaration.js';

/** What a run is given to go by, checked. Made by {@link runParams}. */
export interface RunParams {
  /** The parameters of a run that is begun. @throws AutoTrailError `AUTOTRAIL_BAD_PARAMS` */
  fresh(): JsonObject;
  /** Those of a run that is gone on with: its own. @throws AutoTrailError `AUTOTRAIL_PARAMS_CHANGED` if others were given */
  resumed(created: Pick<CreatedEvent, 'trail' | 'run' | 'params'>): JsonObject;
}

/** The parameters of a trail that takes none. */
export const NO_PARAMS: RunParams = { fresh: () => ({}), resumed: ({ params = {} }) => frozen(params) };

/**
 * Checks what a run is given to go by. Whether something is missing where nothing at all is given is asked only of a run that is begun:
 * one that is gone on with has its own.
 *
 * @param values - by their names; an empty object says no more than none
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION`; `AUTOTRAIL_BAD_PARAMS`, listing what is wrong
 * @example
 * const params = await runParams({ host: { type: 'string' }, port: { type: 'number', default: 5432 } }, { host: 'db-1' });
 * params.fresh(); // { host: 'db-1', port: 5432 }
 */
export async function runParams(declaration: ParamsDeclaration = {}, values: JsonObject = {}): Promise<RunParams> {
  checkDeclaration(declaration);
  const given = readValues(values);
  const checked = await checkParams(declaration, given);
  const names = Object.keys(given);
  if ('differences' in checked) {
    if (names.length > 0) throw badParams(checked.differences);
    return { ...NO_PARAMS, fresh: () => refuse(checked.differences) };
  }
  const params = frozen(checked.params);
  // What a schema makes of values may have other names than they; of a record it is what was given that counts, not its defaults.
  const asked = names.length > 0 && isStandardSchema(declaration) ? Object.keys(params) : names;
  return { fresh: () => params, resumed: (created) => ownParams(created, params, asked) };
}

function ownParams(
  { trail, run, params: own = {} }: Parameters<RunParams['resumed']>[0],
  given: JsonObject,
  names: readonly string[],
): JsonObject {
  const changed = names.filter((name) => !isDeepStrictEqual(own[name], given[name]));
  if (changed.length === 0) return frozen(own);
  const told = changed.map((name) => `${name} was ${showParam(own[name])} and is ${showParam(given[name])}`);
  throw layer1Error('AUTOTRAIL_PARAMS_CHANGED', { trail, run, differences: shorten(told).join('; ') });
}

function readValues(values: JsonObject): JsonObject {
  const copy = asJson(values, '`paramValues`');
  if (typeof copy === 'object' && copy !== null && !Array.isArray(copy)) return copy as JsonObject;
  const expected = 'an object of values by their names';
  throw layer1Error('AUTOTRAIL_BAD_OPTION', { option: 'paramValues', owner: 'a run', expected, found: describeValue(copy) });
}

function refuse(differences: readonly string[]): never {
  throw badParams(differences);
}

/** Every attempt is given the same: none may change it for the others. */
function frozen<T extends JsonValue>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
