import type { StepChange } from '@autotrail/layer1';

/** A step may pass through several states in one record; only the last of them was ever to be seen. */
export function lastChanges(changes: readonly StepChange[]): readonly StepChange[] {
  const merged = new Map<number, StepChange>();
  for (const change of changes) merged.set(change.n, { ...merged.get(change.n), ...change });
  return [...merged.values()];
}
