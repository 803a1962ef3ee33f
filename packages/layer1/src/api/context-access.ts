import type { JsonValue } from '@autotrail/core';

/** What calls may do with the trail's context. `set` allows reading too. */
export type ContextMode = 'none' | 'get' | 'set';

/** The trail's context, as calls see it. */
export interface ContextAccess {
  readonly mode: ContextMode;
  /** The context as it is. @throws AutoTrailError `AUTOTRAIL_NO_CONTEXT` if it is no plain JSON */
  read(): JsonValue;
}

/** The context of a trail whose context is nobody's business. */
export const NO_CONTEXT: ContextAccess = { mode: 'none', read: () => null };
