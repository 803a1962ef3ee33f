import { describeValue } from '@autotrail/core';
import { helpersError } from './errors.js';

/** Shared by all copies of this package. */
const BRAND = Symbol.for('autotrail.threadsafe');

/** Names that every object has, and that no action has any business with. */
const PROTOTYPE_NAMES: ReadonlySet<string> = new Set(['constructor', '__proto__']);

/** The methods of an object, each of them async. */
export type Threadsafe<T> = {
  readonly [K in keyof T as T[K] extends (...args: never[]) => unknown ? K : never]: T[K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

/**
 * A context, or a property of one, whose methods all actions may call, isolated ones too. The calls run in the server, on the object
 * itself, one after another: the next begins when the one before has settled, so that a method may read, wait and write.
 *
 * Only methods cross over. Arguments and results of calls by isolated actions are JSON; a call fails with what the method threw. A
 * method calls others on `this`: through what this function returns it would wait for itself.
 *
 * @throws AutoTrailError `AUTOTRAIL_NOT_THREADSAFE` where there is no object, or one without methods
 * @example
 * const context = { host: 'db-1', stock: threadsafe(new Stock()) };
 * // in an action, isolated or not:
 * const left = await context.stock.take(3);
 */
export function threadsafe<T extends object>(object: T): Threadsafe<T> {
  const names = methodNames(object);
  if (names.length === 0) throw helpersError('AUTOTRAIL_NOT_THREADSAFE', { found: describeValue(object) });
  let last: Promise<unknown> = Promise.resolve();
  return standIn(names, (name, args) => {
    const result = last.then(() => (object as Record<string, (...args: readonly unknown[]) => unknown>)[name]?.(...args));
    last = result.catch(() => {});
    return result;
  }) as Threadsafe<T>;
}

/** An object that only has methods; what they do is told to `call`. */
export function standIn(names: readonly string[], call: (name: string, args: readonly unknown[]) => Promise<unknown>): object {
  const methods = names.map((name) => [name, (...args: readonly unknown[]) => call(name, args)] as const);
  return Object.defineProperty(Object.fromEntries(methods), BRAND, { value: true });
}

/** Whether a value was made by {@link threadsafe}. */
export function isThreadsafe(
  value: unknown,
): value is Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, BRAND);
}

/** The names of an object's methods, own and inherited. No getter is asked. */
function methodNames(object: unknown): readonly string[] {
  const names = new Set<string>();
  for (let owner = object; isOwner(owner); owner = Object.getPrototypeOf(owner)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (typeof value === 'function' && !PROTOTYPE_NAMES.has(name)) names.add(name);
    }
  }
  return [...names];
}

function isOwner(value: unknown): value is object {
  return typeof value === 'object' && value !== null && value !== Object.prototype;
}
