import type { Trail } from './trail.js';

/** How an outcome came about: a word of AutoTrail's own table, or what a custom table has for the cause. */
export type OutcomeProvenance =
  | 'machine'
  | 'by hand'
  | 'skipped by operator'
  | 'skipped by condition'
  | 'skipped by timer'
  | 'blocked by operator'
  | 'blocked by condition'
  | 'unreachable'
  | (string & Record<never, never>);

/** How a step came to be over, or why it never will be; `null` if it is not over. */
export function provenanceOf(trail: Trail, n: number): OutcomeProvenance | null {
  const { state, cause } = trail.record(n);
  const { isDone, isIgnored, isLeftOut } = trail.meaning(state);
  if (trail.isUnreachable(n) || (isLeftOut === true && cause === 'unreachable')) return 'unreachable';
  if (isLeftOut === true) return `${isDone === true ? 'skipped' : 'blocked'} by ${cause ?? 'operator'}`;
  if (isDone !== true && isIgnored !== true) return null;
  return cause === 'operator' ? 'by hand' : 'machine';
}
