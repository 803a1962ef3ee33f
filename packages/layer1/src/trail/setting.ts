import type { Ledger } from './ledger.js';
import type { Plan } from './plan.js';

/** What a trail is, and what is the case in it. */
export interface Setting {
  readonly plan: Plan;
  readonly ledger: Ledger;
}
