import type { JsonValue } from '@autotrail/core';
import { layer1Error } from '../errors.js';

/** Bytes of JSON that a value may come to for all the steps it is kept with: one request must not fill a disk, or the memory. */
const MAX_BYTES = 16 * 1024 * 1024;

/** What a call has for each of some steps. */
export interface RepeatedValue {
  readonly name: string;
  readonly field: string;
  readonly value: JsonValue;
}

/** @throws AutoTrailError `AUTOTRAIL_BAD_FIELD` if the value is too long to be kept with each of so many steps */
export function checkRepeated({ name, field, value }: RepeatedValue, count: number): void {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes * count <= MAX_BYTES) return;
  const expected = `JSON of at most ${Math.floor(MAX_BYTES / count)} bytes where it is for ${count} steps, 16 MiB in all`;
  throw layer1Error('AUTOTRAIL_BAD_FIELD', { field, name, expected, found: `${bytes} bytes` });
}
