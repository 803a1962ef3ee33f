import type { JsonObject } from '@autotrail/core';
import { helpersError } from '../errors.js';

/** Names of attributes that an error lists. */
const SHOWN_NAMES = 20;

/**
 * The value of an attribute of the context: a property of its own, or a getter of its class. What every object inherits
 * (`constructor`, `__proto__`) and methods of a class are no attributes. Where the context has none of that name, a parameter of the run
 * stands in for it.
 *
 * @throws AutoTrailError `AUTOTRAIL_MISSING_ATTRIBUTE`, naming it and the attributes there are; what a getter throws.
 */
export function attributeOf(context: unknown, name: string, params: JsonObject = {}): unknown {
  const isObject = typeof context === 'object' && context !== null;
  if (isObject && isAttribute(context, name)) return (context as Readonly<Record<string, unknown>>)[name];
  if (Object.hasOwn(params, name)) return params[name];
  const names = [...new Set([...(isObject ? attributeNames(context) : []), ...Object.keys(params)])];
  const shown = names.length > SHOWN_NAMES ? [...names.slice(0, SHOWN_NAMES), `${names.length - SHOWN_NAMES} more`] : names;
  throw helpersError('AUTOTRAIL_MISSING_ATTRIBUTE', { name, known: shown.join(', ') || 'none' });
}

function isAttribute(context: object, name: string): boolean {
  return Object.hasOwn(context, name) || classesOf(context).some((prototype) => isGetter(prototype, name));
}

function attributeNames(context: object): readonly string[] {
  const getters = classesOf(context).flatMap((prototype) =>
    Object.getOwnPropertyNames(prototype).filter((name) => isGetter(prototype, name)),
  );
  return [...new Set([...Object.keys(context), ...getters])];
}

function isGetter(prototype: object, name: string): boolean {
  return Object.getOwnPropertyDescriptor(prototype, name)?.get !== undefined;
}

/** The prototypes of an object but for the last, which is the one that all objects share. */
function classesOf(context: object): readonly object[] {
  const prototypes: object[] = [];
  let prototype: unknown = Object.getPrototypeOf(context);
  while (typeof prototype === 'object' && prototype !== null) {
    prototypes.push(prototype);
    prototype = Object.getPrototypeOf(prototype);
  }
  return prototypes.slice(0, -1);
}
