import { inspect } from 'node:util';

/** A value in a few words, on one line: for the "got …" of an error and for messages to operators. */
export function showValue(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 60, maxArrayLength: 5 });
}
