import { type StepChange, StepState } from '@autotrail/layer1';

/** What a record has changed, once for each step: it may pass through several states, of which only the last was ever to be seen. */
export function lastChanges(changes: readonly StepChange[]): readonly StepChange[] {
  const merged = new Map<number, StepChange>();
  for (const change of changes) merged.set(change.n, { ...merged.get(change.n), ...change });
  return [...merged.values()];
}

/**
 * {@link lastChanges}, with attempts that have failed before what came of them, also where the next one was begun at once: those must
 * not get lost.
 */
export function toldChanges(changes: readonly StepChange[]): readonly StepChange[] {
  const failed = changes.filter(isFailedTry);
  return lastChanges(changes).flatMap((last) => [...(isFailedTry(last) ? [] : failed.filter(({ n }) => n === last.n)), last]);
}

/** Whether it says that an attempt has failed which is to be made again. */
function isFailedTry({ state, cause, returnValue }: StepChange): boolean {
  return state === StepState.Waiting && cause === 'timer' && returnValue !== undefined;
}
