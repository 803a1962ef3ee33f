import type { StepChange } from '@autotrail/layer1';

/** What a record has changed, once for each step: it may pass through several states, of which only the last was ever to be seen. */
export function lastChanges(changes: readonly StepChange[]): readonly StepChange[] {
  const merged = new Map<number, StepChange>();
  for (const change of changes) merged.set(change.n, { ...merged.get(change.n), ...change });
  return [...merged.values()];
}
