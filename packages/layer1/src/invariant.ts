import { layer1Error } from './errors.js';

/**
 * Checks what must always be the case, in production too: a trail that breaks one of its own rules ends, with that reason in its
 * journal, instead of going on wrongly.
 *
 * @throws AutoTrailError `AUTOTRAIL_INVARIANT_BROKEN`
 */
export function holdInvariant(holds: boolean, invariant: string): void {
  if (!holds) throw layer1Error('AUTOTRAIL_INVARIANT_BROKEN', { invariant });
}
