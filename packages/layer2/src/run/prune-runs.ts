import { AutoTrailError } from '@autotrail/core';
import type { Disk } from '../disk/disk.js';
import { tellingErrors } from '../disk/told-error.js';
import { checkTrailName } from '../trail-name.js';
import { findTrails } from './find-runs.js';
import { acquireLock, type GenerationLock } from './generation-lock.js';
import { judgeGeneration, lockFile, lockGenerations } from './lock-generations.js';
import { isRunId, runStart } from './run-id.js';
import { pathIn, runPaths, stateFolder, trailFolder, trailLock } from './run-paths.js';

/** Which runs are to be removed, and how it is told what they are. */
export interface PruneOptions {
  readonly disk: Disk;
  /** The state folder. @default that of this user */
  readonly folder?: string;
  /** The trail whose runs are meant. @default those of all trails */
  readonly name?: string;
  /** How many of a trail's newest runs stay in any case. */
  readonly keep: number;
  /** Only runs that began longer ago than this, in milliseconds. */
  readonly olderThanMs: number;
  /** The time, in milliseconds since the epoch. */
  readonly now: number;
  /** Whether runs that have not come to their end may be removed, too. @default false */
  readonly unfinished?: boolean;
  /** Whether to say only what would be removed. @default false */
  readonly dryRun?: boolean;
  /** Whether the run of a journal came to its end. One that cannot be told counts as unfinished. */
  readonly isFinished: (journalFile: string) => Promise<boolean>;
}

/** What became of a run. */
export interface PrunedRun {
  readonly trail: string;
  readonly run: string;
  /** `in use`: a server has the trail, and the run may be the one it works on. */
  readonly state: 'finished' | 'unfinished' | 'in use';
  /** Whether it was removed, or would be. */
  readonly removed: boolean;
}

/** What a run is renamed to first, so that it is there as a whole or not at all. */
const REMOVED = '.removed';

/**
 * Removes old runs of trails from the state folder, and answers every run there is, the newest of a trail first. It takes a trail's lock
 * while it does so. Of a trail that a server has, it removes nothing but finished runs that are not the newest.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_TRAIL_NAME`, `AUTOTRAIL_DISK_FAILED`
 */
export async function pruneRuns(options: PruneOptions): Promise<readonly PrunedRun[]> {
  const { disk, folder = stateFolder(), name } = options;
  const trails = name === undefined ? await findTrails(disk, folder) : [checkTrailName(name)];
  const pruned: PrunedRun[] = [];
  for (const trail of trails) {
    pruned.push(...(await tellingErrors(trailFolder(folder, trail), () => pruneTrail({ ...options, folder }, trail))));
  }
  return pruned;
}

type Pruning = PruneOptions & { readonly folder: string };

async function pruneTrail(options: Pruning, trail: string): Promise<readonly PrunedRun[]> {
  const names = await options.disk.list(trailFolder(options.folder, trail));
  const runs = names.filter(isRunId).reverse();
  const remains = names.filter((name) => name.endsWith(REMOVED) && isRunId(withoutEnding(name))).map(withoutEnding);
  const isWork = remains.length > 0 || runs.some((run, age) => isOld(options, run, age));
  const lock = isWork && !options.dryRun ? await lockUnlessOwned(options, trail) : null;
  try {
    const isOwned = lock === null && (await isTaken(options, trail));
    const pruned: PrunedRun[] = [];
    for (const [age, run] of runs.entries()) pruned.push(await judgeRun(options, { trail, run, age, isOwned }));
    if (!options.dryRun)
      await removeRuns(options, trail, [...remains, ...pruned.filter(({ removed }) => removed).map(({ run }) => run)]);
    return pruned;
  } finally {
    await lock?.release();
  }
}

/** A run, how many of its trail are newer, and whether a server has the trail. */
interface FoundRun {
  readonly trail: string;
  readonly run: string;
  readonly age: number;
  readonly isOwned: boolean;
}

async function judgeRun(options: Pruning, { trail, run, age, isOwned }: FoundRun): Promise<PrunedRun> {
  const { journal } = runPaths({ folder: options.folder, name: trail, run });
  const isFinished = await options.isFinished(journal).catch(() => false);
  // A server may work on a run that is not the newest, but it began that one as an unfinished one.
  if (isOwned && (age === 0 || !isFinished)) return { trail, run, state: 'in use', removed: false };
  const removed = isOld(options, run, age) && (isFinished || options.unfinished === true);
  return { trail, run, state: isFinished ? 'finished' : 'unfinished', removed };
}

function isOld({ keep, now, olderThanMs }: PruneOptions, run: string, age: number): boolean {
  return age >= keep && now - runStart(run) > olderThanMs;
}

async function removeRuns({ disk, folder }: Pruning, trail: string, runs: readonly string[]): Promise<void> {
  const place = trailFolder(folder, trail);
  const names = new Set(await disk.list(place));
  for (const run of runs) {
    const remains = pathIn(place, `${run}${REMOVED}`);
    if (names.has(run)) {
      await disk.rename(pathIn(place, run), remains);
      // Before anything in it is gone: after a power cut no part of a run may be there under its name.
      await disk.syncFolder(place);
    }
    await disk.remove(remains);
  }
}

/** `null` if a server has the trail, or nobody can tell. */
async function lockUnlessOwned({ disk, folder, now }: Pruning, trail: string): Promise<GenerationLock | null> {
  try {
    return await acquireLock({ disk, base: trailLock(folder, trail), trail, socketFile: null, now });
  } catch (error) {
    if (AutoTrailError.is(error)) return null;
    throw error;
  }
}

/** Whether a server has the trail, or nobody can tell. */
async function isTaken({ disk, folder }: Pruning, trail: string): Promise<boolean> {
  const base = trailLock(folder, trail);
  const highest = (await lockGenerations(disk, base)).at(-1);
  if (highest === undefined) return false;
  try {
    return (await judgeGeneration(disk, lockFile(base, highest)))?.verdict !== 'free';
  } catch (error) {
    if (AutoTrailError.is(error)) return true;
    throw error;
  }
}

function withoutEnding(name: string): string {
  return name.slice(0, -REMOVED.length);
}
