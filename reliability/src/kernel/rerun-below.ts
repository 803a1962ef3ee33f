import { type CommandEvent, StepState, type Trail } from '@autotrail/layer1';
import { CALLS, rowBelow } from './specification.js';

/** What running some steps and all below them again does: `null` if that is refused, because something below runs. */
export function rerunBelow(trail: Trail, named: readonly number[]): CommandEvent['moves'] | null {
  const again = named.filter((n) => CALLS.get('rerun')?.from.includes(trail.record(n).state));
  const below = [...descendantsOf(trail, again)].sort((one, other) => one - other);
  if (below.some((n) => trail.record(n).state === StepState.Running)) return null;
  const rows = new Map<string, number[]>([['rerun', again]]);
  for (const n of below) {
    const { state, cause } = trail.record(n);
    const row = rowBelow(state, cause);
    if (row !== null) rows.set(row, [...(rows.get(row) ?? []), n]);
  }
  return [...rows].map(([row, steps]) => ({ row, steps }));
}

/** All that comes after some steps and is none of them. */
function descendantsOf(trail: Trail, steps: readonly number[]): ReadonlySet<number> {
  const below = new Set(steps);
  for (const n of below) for (const child of trail.dag.children(trail.step(n))) below.add(child.n);
  for (const n of steps) below.delete(n);
  return below;
}
