import type { Disk } from '../disk/disk.js';
import { tellingErrors } from '../disk/told-error.js';
import { checkTrailName, isTrailName } from '../trail-name.js';
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
 * @throws AutoTrailError `AUTOTRAIL_BAD_TRAIL_NAME`, `AUTOTRAIL_DISK_FAILED`
 */
export async function findRuns(disk: Disk, name: string, folder = stateFolder()): Promise<readonly FoundRun[]> {
  const trail = checkTrailName(name);
  const place = trailFolder(folder, trail);
  const runs = (await tellingErrors(place, () => disk.list(place))).filter(isRunId).reverse();
  return runs.map((run) => ({ trail, run, journalFile: runPaths({ folder, name, run }).journal }));
}

/**
 * What may be trails that are remembered in the state folder, by their names, sorted. Other things are kept there as well: each of
 * these names may be one without runs.
 *
 * @param folder - the state folder @default that of this user
 * @throws AutoTrailError `AUTOTRAIL_DISK_FAILED`
 */
export async function findTrails(disk: Disk, folder = stateFolder()): Promise<readonly string[]> {
  return (await tellingErrors(folder, () => disk.list(folder))).filter(isTrailName);
}
