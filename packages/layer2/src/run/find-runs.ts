import type { Disk } from '../disk/disk.js';
import { checkTrailName } from '../trail-name.js';
import { isRunId } from './run-id.js';
import { runPaths, stateFolder, trailFolder } from './run-paths.js';

/** A run that is remembered in the state folder. */
export interface FoundRun {
  readonly trail: string;
  readonly run: string;
  readonly journalFile: string;
}

/**
 * The runs of a trail that are remembered in the state folder, the newest first.
 *
 * @param folder - the state folder @default that of this user
 * @throws AutoTrailError `AUTOTRAIL_BAD_TRAIL_NAME`
 */
export async function findRuns(disk: Disk, name: string, folder = stateFolder()): Promise<readonly FoundRun[]> {
  const trail = checkTrailName(name);
  const runs = (await disk.list(trailFolder(folder, trail))).filter(isRunId).reverse();
  return runs.map((run) => ({ trail, run, journalFile: runPaths({ folder, name, run }).journal }));
}
