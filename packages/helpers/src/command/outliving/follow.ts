import { helpersError } from '../../errors.js';
import { endGroup } from '../../process/end-group.js';
import type { Exit, LaunchedGroup, LaunchedProcess } from '../../process/launcher.js';
import { orphanGone } from '../../process/orphan.js';
import { OrphanGroup } from '../../process/orphan-group.js';
import { isSameProcess } from '../../process/process-info.js';
import { OutputReader } from '../output-reader.js';
import type { CommandRun } from '../run-command.js';
import { type ProcessEnd, seeToEnd } from '../see-to-end.js';
import type { AttemptFiles } from './attempt-files.js';
import { FileTail } from './file-tail.js';
import { FolderWatch } from './folder-watch.js';

/** The supervisor of a command, as far as anybody knows it. */
export interface Supervisor {
  readonly group: LaunchedGroup;
  /** Resolves when it is gone, with how it ended where somebody can say. */
  readonly gone: Promise<Exit | null>;
}

/**
 * Hears all that a command prints into its files, and sees it to its end.
 *
 * @throws AutoTrailError `AUTOTRAIL_EXIT_UNKNOWN`; what hearing its output threw
 */
export async function follow(
  files: AttemptFiles,
  supervisor: Supervisor,
  { env, output, settings }: Omit<CommandRun, 'line'>,
): Promise<ProcessEnd> {
  const tails = await openTails(files).catch(async (error: unknown) => {
    // A command that nobody hears is of no use.
    await endGroup(supervisor.group, settings.interruptDelays);
    throw error;
  });
  const readers = [new OutputReader(tails[0], output.hearOutput), new OutputReader(tails[1], output.hearError)];
  const watch = new FolderWatch(files.folder, () => {
    for (const tail of tails) tail.wake();
  });
  const heardOut = async (): Promise<void> => {
    await Promise.all(tails.map((tail) => tail.finish()));
    await Promise.allSettled(readers.map((reader) => reader.closed));
  };
  try {
    const child: Pick<LaunchedProcess, 'exited' | 'group'> = {
      group: supervisor.group,
      exited: supervisor.gone.then(async (exit) => {
        await heardOut();
        return exitOf(await files.exitCode(), exit);
      }),
    };
    return await seeToEnd(child, { env, readers, interruptDelays: settings.interruptDelays });
  } finally {
    watch.close();
  }
}

async function openTails(files: AttemptFiles): Promise<readonly [FileTail, FileTail]> {
  return [await FileTail.open(files.path('stdout')), await FileTail.open(files.path('stderr'))];
}

/** A supervisor that no launcher owns. */
export function orphanedSupervisor(files: AttemptFiles, process: { pid: number; startTime: string | null }): Supervisor {
  const gone = untilGone(files, process);
  return { group: new OrphanGroup(process, gone), gone: gone.then(() => null) };
}

/** Its last deed is to note the result, of which the system tells; that it was killed nobody tells. */
function untilGone(files: AttemptFiles, process: { pid: number; startTime: string | null }): Promise<void> {
  return new Promise((resolve) => {
    const look = (name: string | null): void => {
      if (name === null ? isSameProcess(process) : name !== 'result') return;
      watch.close();
      void orphanGone(process.pid, process.startTime).then(resolve);
    };
    const watch = new FolderWatch(files.folder, look);
    look(null);
  });
}

function exitOf(code: number | null, exit: Exit | null): Exit {
  if (code !== null) return { code, signal: null };
  if (exit === null) throw helpersError('AUTOTRAIL_EXIT_UNKNOWN', {});
  return exit;
}
