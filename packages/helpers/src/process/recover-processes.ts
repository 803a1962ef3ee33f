import type { Environment, Recovery } from '@autotrail/layer1';
import { AttemptProcesses } from './attempt-processes.js';
import { endGroup } from './end-group.js';
import { findProcesses } from './find-processes.js';
import type { InterruptDelays } from './interrupt-delays.js';

/**
 * Looks for what is alive of an attempt whose server was lost, and ends it when the signal aborts. The launcher of that server is
 * ending the same processes meanwhile: whoever is first, they are gone, and no signal goes to anybody else.
 */
export async function recoverProcesses(env: Environment, interruptDelays: Required<InterruptDelays>): Promise<Recovery> {
  const processes = await findProcesses(env.key);
  if (processes.length === 0) return { fate: 'lost' };
  return {
    fate: 'left behind',
    processes,
    gone: untilGone(env.signal, new AttemptProcesses(env.key, processes), interruptDelays),
  };
}

async function untilGone(
  signal: AbortSignal,
  processes: AttemptProcesses,
  interruptDelays: Required<InterruptDelays>,
): Promise<void> {
  // Whether they can be found out is heard of below.
  const end = (): void => void endGroup(processes, interruptDelays).catch(() => {});
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  try {
    await processes.gone();
  } finally {
    signal.removeEventListener('abort', end);
  }
}
