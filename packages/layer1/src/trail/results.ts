import type { StepOutcome } from '../step-outcome.js';
import type { Trail } from './trail.js';

const NONE: ReadonlyMap<string, StepOutcome> = new Map();

/** What has become of the steps that step `n` uses, by their names. */
export function resultsFor(trail: Trail, n: number): ReadonlyMap<string, StepOutcome> {
  const uses = trail.usesOf(n);
  return uses.length === 0 ? NONE : new Map(uses.map((used) => [trail.step(used).name, outcomeOf(trail, used)]));
}

function outcomeOf(trail: Trail, n: number): StepOutcome {
  const { state, cause, returnValue } = trail.record(n);
  const { isDone, isIgnored, isLeftOut } = trail.meaning(state);
  if (isLeftOut === true) return { status: isDone === true ? 'skipped' : 'blocked', cause };
  if (isDone === true) return { status: 'succeeded', value: returnValue };
  if (isIgnored === true) return { status: 'failed', error: returnValue };
  return trail.isUnreachable(n) ? { status: 'unreachable' } : { status: 'pending', state };
}
