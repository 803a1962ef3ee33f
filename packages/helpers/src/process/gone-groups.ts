import { livingProcesses } from './living-processes.js';
import { signalGroup } from './signal-group.js';

/**
 * Those of the groups that have no living process. To be asked only of groups whose first process has ended.
 *
 * On Linux a group of nothing but zombies is gone; it would still take a signal, for ever where nobody collects them. Elsewhere
 * taking a signal is all there is to go by.
 */
export function goneGroups(ids: readonly number[]): readonly number[] {
  const existing = new Set(ids.filter((id) => signalGroup(id, 0)));
  if (existing.size === 0 || process.platform !== 'linux') return ids.filter((id) => !existing.has(id));
  const processes = livingProcesses();
  const living = new Set(processes.values());
  // The number of a group is not given to a new process before the group is gone: where one has it, that group is another.
  return ids.filter((id) => !living.has(id) || processes.has(id));
}
