import type { JsonValue } from '@autotrail/core';

/** Characters of a value that an error shows. */
const SHOWN_CHARACTERS = 100;

/** A value for an error. A long one is cut: an error must not be a way to have a megabyte sent back. */
export function show(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}
