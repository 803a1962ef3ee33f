/** What an attempt's beginning and end ask of the world, and what a record begins anew with it. */
import type { Cause } from '../transitions.js';
import type { AttemptRef, Effect } from './effects.js';
import type { Plan } from './plan.js';
import type { StepRecord } from './record.js';

/** Of which trail, and when. */
interface Moment {
  readonly plan: Plan;
  readonly at: number;
}

/** What an attempt begins with: its prompts, inputs and return value start anew. */
export function freshAttempt({ plan }: Pick<Moment, 'plan'>, n: number, { attempt, tries }: StepRecord): Partial<StepRecord> {
  const fresh = { attempt: attempt + 1, returnValue: null, prompts: NONE, inputMessages: NONE };
  return plan.step(n).policy.retry === undefined ? fresh : { ...fresh, tries: tries + 1 };
}

/** Starts an attempt, and looks after its time if that is limited. */
export function startEffects({ plan, at }: Moment, { n, attempt }: AttemptRef): readonly Effect[] {
  const { timeoutMs } = plan.step(n).policy;
  const start = { type: 'start', n, attempt } as const;
  if (timeoutMs === undefined) return [start];
  return [start, { type: 'timer', timer: { kind: 'attempt', n, attempt }, at: at + timeoutMs }];
}

/** Has an attempt ended that is not wanted any longer, and given up after its grace. */
export function endEffects({ plan, at }: Moment, { n, attempt }: AttemptRef, reason: Cause): readonly Effect[] {
  return [
    { type: 'end', n, attempt, reason },
    { type: 'timer', timer: { kind: 'grace', n, attempt }, at: at + plan.step(n).policy.graceMs },
  ];
}

const NONE: readonly never[] = Object.freeze([]);
