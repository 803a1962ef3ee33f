/** What every object inherits, as it is when the process begins. */
const WATCHED: Readonly<Record<string, object>> = {
  'Object.prototype': Object.prototype,
  'Array.prototype': Array.prototype,
  'Function.prototype': Function.prototype,
  'String.prototype': String.prototype,
};

const ATTRIBUTES = ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'] as const;

/**
 * Remembers what all objects inherit. The function that it answers names every property that was added, removed or replaced since;
 * an empty list says that no request has reached a prototype.
 */
export function watchPrototypes(): () => readonly string[] {
  const before = new Map(Object.entries(WATCHED).map(([name, prototype]) => [name, Object.getOwnPropertyDescriptors(prototype)]));
  return () =>
    Object.entries(WATCHED).flatMap(([name, prototype]) =>
      differences(before.get(name) ?? {}, Object.getOwnPropertyDescriptors(prototype)).map((key) => `${name}.${key}`),
    );
}

type Descriptors = Readonly<Record<string, PropertyDescriptor>>;

function differences(before: Descriptors, after: Descriptors): readonly string[] {
  const keys = new Set([...Reflect.ownKeys(before), ...Reflect.ownKeys(after)]);
  return [...keys].filter((key) => !isSame(own(before, key), own(after, key))).map(String);
}

function own(descriptors: Descriptors, key: string | symbol): PropertyDescriptor | undefined {
  return Object.hasOwn(descriptors, key) ? Reflect.get(descriptors, key) : undefined;
}

function isSame(before: PropertyDescriptor | undefined, after: PropertyDescriptor | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return ATTRIBUTES.every((attribute) => Object.is(before[attribute], after[attribute]));
}
