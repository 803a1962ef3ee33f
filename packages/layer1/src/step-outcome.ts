import type { JsonValue } from '@autotrail/core';
import type { StepState } from './states.js';
import type { Cause } from './transitions.js';

/** What has become of a step, for one that comes after it. */
export type StepOutcome =
  | { readonly status: 'succeeded'; readonly value: JsonValue }
  /** `error` is its message. */
  | { readonly status: 'failed'; readonly error: JsonValue }
  | { readonly status: 'skipped' | 'blocked'; readonly cause: Cause | null }
  /** Something before it did not lead on to it. */
  | { readonly status: 'unreachable' }
  /** It is not decided: it is run again, for instance. */
  | { readonly status: 'pending'; readonly state: StepState };
