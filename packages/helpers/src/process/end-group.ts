import { isWithin } from '../is-within.js';
import type { InterruptDelays } from './interrupt-delays.js';
import type { LaunchedGroup } from './launcher.js';

/**
 * Ends a process group: asks with SIGINT, which programs may clean up after; insists with SIGTERM, for jobs that a shell has put into
 * the background ignore SIGINT; and leaves no choice with SIGKILL. Resolves when no process of the group is alive.
 */
export async function endGroup(group: LaunchedGroup, { terminateMs, killMs }: Required<InterruptDelays>): Promise<void> {
  const gone = group.gone();
  group.signal('SIGINT');
  if (await isWithin(terminateMs, gone)) return;
  group.signal('SIGTERM');
  if (await isWithin(killMs, gone)) return;
  group.signal('SIGKILL');
  await gone;
}
