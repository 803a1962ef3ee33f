import { describeValue, isPlainObject } from './describe-value.js';

/** A value that survives `JSON.stringify` and `JSON.parse` unchanged (but for the sign of `-0`). */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** An object whose values are JSON. Read its keys with `Object.hasOwn`: they may come from a stranger. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** Where a value stops being JSON, and what stands there. */
export interface NonJson {
  /** The way to the culprit, such as `$.items[3].date`; `$` is the value itself. */
  readonly path: string;
  /** What was found there, such as `a Date` or `undefined`. */
  readonly found: string;
}

/** Levels of arrays and objects that a value may have. Deeper ones are refused before anything recurses over them. */
export const MAX_JSON_DEPTH = 64;

/**
 * Finds the first place at which a value is not JSON, or answers `null` if all of it is.
 *
 * `undefined`, holes in arrays, functions, symbols, bigints, `NaN`, infinities, loops, and objects of a class are no JSON: all of
 * them would be refused, dropped or changed on their way through a file or a socket. An object that is met twice, but not inside
 * itself, is JSON.
 *
 * @example
 * findNonJson({ at: new Date() }); // { path: '$.at', found: 'a Date' }
 */
export function findNonJson(value: unknown): NonJson | null {
  const culprit = search(value, []);
  return culprit === null ? null : { ...culprit, path: `$${culprit.path}` };
}

/** `outer` holds the containers that the value stands in, which also bounds the recursion. The path answered begins at the value. */
function search(value: unknown, outer: object[]): NonJson | null {
  const found = describeCulprit(value, outer);
  if (found !== null) return { path: '', found };
  if (typeof value !== 'object' || value === null) return null;

  outer.push(value);
  // Keys, not entries: a hole is met as the `undefined` it stands for, and a sparse array is left at its first one.
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    const culprit = search((value as Readonly<Record<string, unknown>>)[key], outer);
    // The path is put together on the way back, so that it costs nothing where all is well.
    if (culprit !== null) return { ...culprit, path: `${memberPath(key)}${culprit.path}` };
  }
  outer.pop();
  return null;
}

function describeCulprit(value: unknown, outer: readonly object[]): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return null;
  if (typeof value !== 'object') return describeValue(value);
  if (outer.length >= MAX_JSON_DEPTH) return `more than ${MAX_JSON_DEPTH} levels`;
  if (outer.includes(value)) return 'a loop';
  return Array.isArray(value) || isPlainObject(value) ? null : describeValue(value);
}

function memberPath(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
