import type { CommandRun } from '../run-command.js';
import { launchSpec } from '../run-command.js';
import type { ProcessEnd } from '../see-to-end.js';
import { AttemptFiles } from './attempt-files.js';
import { follow, orphanedSupervisor, type Supervisor } from './follow.js';
import { supervised } from './supervisor.js';

/**
 * Runs a command that goes on where the server is gone: its output goes to files, from which it is heard.
 *
 * @throws AutoTrailError `AUTOTRAIL_NO_ATTEMPT_FOLDER`, `AUTOTRAIL_ALREADY_STARTED`, `AUTOTRAIL_EXIT_UNKNOWN`, and as a launcher does;
 * the reason of a signal that had aborted before; what hearing a line threw
 */
export async function runOutliving(run: CommandRun): Promise<ProcessEnd> {
  const { env, line } = run;
  env.signal.throwIfAborted();
  const files = await AttemptFiles.make(env, line.shown);
  return follow(files, await start(run, files), run);
}

async function start(run: CommandRun, files: AttemptFiles): Promise<Supervisor> {
  try {
    const child = await run.settings.launcher.launch(supervised(launchSpec(run), files));
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    const gone = child.exited.catch(async () => {
      // The launcher is gone, the command is not.
      const process = await files.supervisor();
      return process === null ? null : orphanedSupervisor(files, process).gone;
    });
    return { group: child.group, gone };
  } catch (error) {
    // A launcher that fails while it starts something leaves open whether it did.
    const process = (await files.forestall()) ? null : await files.supervisor();
    if (process === null) throw error;
    return orphanedSupervisor(files, process);
  }
}
