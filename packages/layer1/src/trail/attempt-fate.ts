import type { ProcessRef } from '../process-ref.js';

/**
 * What is left of an attempt whose server was lost.
 *
 * `lost`: nothing; what it has done outside is unknown. `left behind`: these processes are alive; from now on they are ended, and
 * `ended` is reported when they are gone. `kept`: it goes on, or has ended meanwhile, and reports as if nothing had happened.
 */
export type AttemptFate =
  | { readonly fate: 'lost' }
  | { readonly fate: 'left behind'; readonly processes: readonly ProcessRef[] }
  | { readonly fate: 'kept' };
