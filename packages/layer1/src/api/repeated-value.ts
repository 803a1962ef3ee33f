import { layer1Error } from '../errors.js';
import type { TrailStep } from '../trail/trail-step.js';
import type { ApiContext } from './api-call-definition.js';
import { withStates } from './selection.js';

/** Bytes of JSON that a value may come to for all the steps it is kept with: one request must not fill a disk, or the memory. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Which field of a call is kept with each step that a row leads on from. */
export interface RepeatedField {
  readonly field: string;
  readonly row: string;
}

/**
 * Checks a value that a call has for each of the steps it affects.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_FIELD` if the value is too long to be kept with each of so many
 */
export function checkRepeated({ field, row }: RepeatedField, matched: readonly TrailStep[], { trail, call }: ApiContext): void {
  const { name } = call;
  const count = withStates(trail, matched, trail.row(row)?.from ?? []).length;
  const bytes = Buffer.byteLength(JSON.stringify(call[field] ?? null));
  if (bytes * count <= MAX_BYTES) return;
  const expected = `JSON of at most ${Math.floor(MAX_BYTES / count)} bytes where it is for ${count} steps, 16 MiB in all`;
  throw layer1Error('AUTOTRAIL_BAD_FIELD', { field, name, expected, found: `${bytes} bytes` });
}
