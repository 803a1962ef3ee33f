/** Characters of a text that an error shows. */
const SHOWN_CHARACTERS = 60;

/** A value in a few words, for the "got …" of an error: short, whatever it is given. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value);
    case 'object':
      return describeObject(value);
    case 'function':
    case 'symbol':
    case 'bigint':
      return `a ${typeof value}`;
    default:
      return String(value);
  }
}

/** Whether a value is an object that no class made: one written with braces, read from JSON, or without a prototype. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object from another realm (a vm context, a test runner's sandbox) has another Object.prototype, itself without a prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describeObject(value: object | null): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isPlainObject(value)) return 'an object';
  const maker: unknown = value.constructor;
  if (typeof maker !== 'function' || maker.name === '') return 'an object with a prototype';
  return `${/^[AEIOU]/i.test(maker.name) ? 'an' : 'a'} ${maker.name}`;
}
