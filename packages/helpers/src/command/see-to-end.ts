import type { Environment } from '@autotrail/layer1';
import { endGroup } from '../process/end-group.js';
import type { InterruptDelays } from '../process/interrupt-delays.js';
import type { Exit, LaunchedProcess } from '../process/launcher.js';
import { tellSurvivors } from '../process/survivors.js';
import { drain, type StreamReader } from './drain.js';

/** What is listened to while a process runs. */
export interface Supervision {
  /** The group is ended when its signal aborts. */
  readonly env: Environment;
  /** Reads its output. Where hearing it fails, the group is ended too. */
  readonly readers: readonly StreamReader[];
  readonly interruptDelays: Required<InterruptDelays>;
}

/** How a process ended. */
export interface ProcessEnd {
  readonly exit: Exit;
  /** Whether all of its output came. If not, something that it left in the background holds it open. */
  readonly isOutputWhole: boolean;
  /** Whether processes of its group go on. */
  readonly isGroupAlive: boolean;
}

/**
 * Sees a process to its end.
 *
 * What it left running in the background is left alone, and the operators are told; only where it was ended from here is it over no
 * sooner than its group is gone. They are told then what has left that group before.
 *
 * @throws AutoTrailError `AUTOTRAIL_LAUNCHER_GONE`; what hearing its output threw
 */
export async function seeToEnd(
  child: Pick<LaunchedProcess, 'exited' | 'group'>,
  { env, readers, interruptDelays }: Supervision,
): Promise<ProcessEnd> {
  const { signal } = env;
  let mayBeLeft = true;
  let ending: Promise<void> | undefined;
  const end = (): void => {
    ending ??= endGroup(child.group, interruptDelays);
  };
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  for (const reader of readers) reader.closed.catch(end);
  try {
    const exit = await child.exited;
    await ending;
    const isOutputWhole = await drain(readers);
    const isGroupAlive = child.group.isAlive();
    // A command that ends by itself, as most do, is not to cost a look at all processes.
    mayBeLeft = isGroupAlive || ending !== undefined;
    return { exit, isOutputWhole, isGroupAlive };
  } finally {
    await ending;
    // Until it is known who is left, an interrupt still ends them.
    if (mayBeLeft) await tellSurvivors({ env, group: child.group }, () => ending);
    signal.removeEventListener('abort', end);
  }
}

/** What operators should know of how a process ended. */
export function remarksOn({ isOutputWhole, isGroupAlive }: ProcessEnd, what: string): readonly string[] {
  const cut = `The output is cut here: ${what.toLowerCase()} has ended, but something that it started holds its output open.`;
  const left = `${what} has ended; processes that it started go on in the background.`;
  return [...(isOutputWhole ? [] : [cut]), ...(isGroupAlive ? [left] : [])];
}
