import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { Environment } from '@autotrail/layer1';
import { findProcesses } from '../../process/find-processes.js';
import { isSameProcess } from '../../process/process-info.js';
import type { CommandRun } from '../run-command.js';
import type { ProcessEnd } from '../see-to-end.js';
import { AttemptFiles } from './attempt-files.js';
import { follow, orphanedSupervisor } from './follow.js';

/** How soon a supervisor that is just beginning is looked at again, in milliseconds. */
const DELAY_MS = 10;

/** A command of a lost server that goes on, or has ended and left its exit code. */
export interface KeptCommand {
  readonly files: AttemptFiles;
  readonly shown: string;
  readonly process: { readonly pid: number; readonly startTime: string | null };
}

/** Looks for a command that was to outlive its server. `null` where there was none, or nothing of it can be taken back. */
export async function takeBack(env: Environment): Promise<KeptCommand | null> {
  if (env.folder === null) return null;
  const files = new AttemptFiles(env.folder);
  const shown = await files.shown();
  if (shown === null) return null;
  if (await files.forestall()) {
    env.output('The command had not been started when the server was lost.');
    return null;
  }
  const process = await supervisorOf(files, env.key);
  if (process !== null && ((await files.exitCode()) !== null || isKnown(process) || (await files.exitCode()) !== null)) {
    return { files, shown, process };
  }
  env.output('The command was lost with its server, and left no exit code: what it has done is unknown.');
  return null;
}

/**
 * Sees a command that was taken back to its end. All that it has printed is heard, from the beginning.
 *
 * @throws AutoTrailError `AUTOTRAIL_EXIT_UNKNOWN`; what hearing its output threw
 */
export async function seeAgain({ files, shown, process }: KeptCommand, run: Omit<CommandRun, 'line'>): Promise<ProcessEnd> {
  // Nothing is said before whoever asked knows that there is something to hear.
  await nextTurn();
  run.env.output(`Starting command: ${shown}`);
  run.env.output('The server was lost since; the command was not, and all that it has printed is heard again.');
  return follow(files, orphanedSupervisor(files, process), run);
}

/** A supervisor that is just writing who it is will have done so soon, or is killed. */
async function supervisorOf(files: AttemptFiles, key: string): Promise<KeptCommand['process'] | null> {
  for (;;) {
    const process = await files.supervisor();
    if (process !== null || (await findProcesses(key)).length === 0) return process;
    await delay(DELAY_MS);
  }
}

/** Where no system says when a process began, its number may long be a stranger's. */
function isKnown(process: KeptCommand['process']): boolean {
  return process.startTime !== null && isSameProcess(process);
}
