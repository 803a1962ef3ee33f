import { isWithin } from '../is-within.js';
import type { InterruptDelays } from './interrupt-delays.js';
import type { LaunchedGroup } from './launcher.js';

/** What can be ended: the processes of a group, or of several. */
export type Endable = Pick<LaunchedGroup, 'signal' | 'gone'>;

/**
 * Ends processes: asks with SIGINT, which programs may clean up after; insists with SIGTERM, for jobs that a shell has put into
 * the background ignore SIGINT; and leaves no choice with SIGKILL. Resolves when none of them is alive.
 */
export async function endGroup(group: Endable, { terminateMs, killMs }: Required<InterruptDelays>): Promise<void> {
  const gone = group.gone();
  group.signal('SIGINT');
  if (await isWithin(terminateMs, gone)) return;
  group.signal('SIGTERM');
  if (await isWithin(killMs, gone)) return;
  group.signal('SIGKILL');
  await gone;
}
