import { dirname } from 'node:path';
import { AutoTrailError } from '@autotrail/core';
import {
  type AttemptRef,
  type Journal,
  type JournalRecord,
  Restoration,
  type Restored,
  type Trail,
  trailOfImage,
} from '@autotrail/layer1';
import type { Disk } from '../disk/disk.js';
import { tellingErrors } from '../disk/told-error.js';
import { layer2Error } from '../errors.js';
import { FileJournal } from '../journal/file-journal.js';
import { AttemptFolders } from './attempt-folders.js';
import { acquireLock, type GenerationLock } from './generation-lock.js';
import { refuseNetworkFolder } from './network-folder.js';
import { OutputFiles } from './output-files.js';
import { isRunId, newRunId, runStart } from './run-id.js';
import { type RunPlace, runPaths, trailFolder } from './run-paths.js';

/** What is done about an unfinished journal: it is gone on with, or a mistake, or kept aside and a fresh run begun. */
export type OnExistingJournal = 'resume' | 'refuse' | 'fresh';

/** Which run is wanted. */
export interface RunRequest {
  readonly disk: Disk;
  /** Where trails of this user are remembered: a run has a folder of its own there, under the trail's name. */
  readonly folder: string;
  /** The trail's name. */
  readonly name: string;
  /** The one file that the newest run is always kept in, in place of a folder of its own. */
  readonly journalFile: string | null;
  readonly onExisting: OnExistingJournal;
  /** Where the server will answer, for those who want the same trail meanwhile. */
  readonly socketFile: string | null;
  /** Makes a fresh trail of the definition. */
  readonly makeTrail: () => Trail;
  /** Is asked before a fresh run is begun; if it throws, none is. @default nobody is asked */
  readonly beforeFresh?: () => void;
  /** The time, in milliseconds since the epoch. */
  readonly now: number;
}

/** A run that this process owns. */
export interface OpenRun {
  readonly run: string;
  /** The path of the journal. */
  readonly journalFile: string;
  /** As its journal remembers it, or fresh. */
  readonly trail: Trail;
  readonly restored: Restored | null;
  readonly journal: Journal;
  readonly outputs: OutputFiles;
  readonly attemptFolder: (attempt: AttemptRef) => string;
  /** Lets others have the trail. To be done last, after the journal was closed. */
  release(): Promise<void>;
  /** Closes everything, where nobody came to use it. */
  close(): Promise<void>;
}

/** A journal that was opened, and what was in it. */
interface Found {
  readonly journal: FileJournal;
  readonly place: RunPlace;
  readonly trail: Trail;
  readonly restored: Restored | null;
  /** Why it cannot be gone on with, where it is one of another definition. */
  readonly changed: AutoTrailError | null;
}

/**
 * Makes this process the owner of a trail, and opens the run it is to go on with: the newest one if that is unfinished, else a fresh
 * one. Finished runs are kept.
 *
 * @throws AutoTrailError `AUTOTRAIL_TRAIL_OWNED`, `AUTOTRAIL_JOURNAL_DAMAGED`, `AUTOTRAIL_DEFINITION_CHANGED`,
 * `AUTOTRAIL_JOURNAL_EXISTS`, `AUTOTRAIL_UNSAFE_FOLDER`, `AUTOTRAIL_UNSAFE_FILE`, `AUTOTRAIL_NETWORK_FOLDER`,
 * `AUTOTRAIL_DISK_FAILED`, and what `beforeFresh` throws; nothing is changed then
 */
export async function openRun(request: RunRequest): Promise<OpenRun> {
  const { disk, name, socketFile, now } = request;
  const freshRun = newRunId(now, Math.random());
  const { lock: base } = runPaths(placeOf(request, freshRun));
  return tellingErrors(dirname(base), async () => {
    await makeHome(disk, dirname(base), request.journalFile !== null);
    const lock = await acquireLock({ disk, base, trail: name, socketFile, now });
    try {
      return await openOwned({ ...request, freshRun, lock });
    } catch (error) {
      await lock.release();
      throw error;
    }
  });
}

/** A request whose trail is owned. */
interface Owned extends RunRequest {
  readonly lock: GenerationLock;
  /** The id of the run that is begun if none is gone on with. */
  readonly freshRun: string;
}

async function openOwned(request: Owned): Promise<OpenRun> {
  const newest = await newestPlace(request);
  const owned = { ...request, freshRun: runAfter(newest, request.freshRun) };
  const found = newest === null ? null : await openJournal(owned, newest);
  if (found !== null && (await goesOn(found, owned))) return opened(found, owned);
  request.beforeFresh?.();
  if (found?.trail.isFinished) await foldersOf(found.place, owned).keepOnly([]);
  if (found?.restored) await putAside(owned, found.restored.created.run);
  const fresh = placeOf(owned, owned.freshRun);
  if (owned.journalFile === null) await owned.disk.makeFolder(dirname(runPaths(fresh).journal));
  return opened(await openJournal(owned, fresh), owned);
}

/** Whether a journal is gone on with: where it is not, it is closed. @throws AutoTrailError if it is to be and cannot be */
async function goesOn(found: Found, request: RunRequest): Promise<boolean> {
  let isGoneOnWith = false;
  try {
    isGoneOnWith = isToGoOn(found, request);
  } finally {
    if (!isGoneOnWith) await found.journal.close();
  }
  return isGoneOnWith;
}

function isToGoOn({ trail, restored, changed }: Found, { onExisting, name }: RunRequest): boolean {
  if (restored === null) return true;
  if (trail.isFinished || onExisting === 'fresh') return false;
  const { created, lastAt } = restored;
  if (onExisting === 'refuse') {
    throw layer2Error('AUTOTRAIL_JOURNAL_EXISTS', { trail: name, run: created.run, last: new Date(lastAt).toISOString() });
  }
  if (changed !== null) throw changed;
  return true;
}

async function opened({ journal: file, place, trail, restored }: Found, owned: Owned): Promise<OpenRun> {
  const { disk, freshRun, lock } = owned;
  const paths = runPaths(place);
  const outputs = new OutputFiles({ disk, folder: paths.output });
  const folders = foldersOf(place, owned);
  await folders.keepOnly(trail.attemptsUnderWay);
  const journal = folders.following(file);
  return {
    journalFile: paths.journal,
    run: restored?.created.run ?? ('name' in place ? place.run : freshRun),
    trail,
    restored,
    journal,
    outputs,
    attemptFolder: (attempt) => folders.pathOf(attempt),
    release: () => lock.release(),
    close: async () => {
      await outputs.close();
      await journal.close();
      await lock.release();
    },
  };
}

function foldersOf(place: RunPlace, { disk }: RunRequest): AttemptFolders {
  return new AttemptFolders(disk, runPaths(place).attempts);
}

/** Opens a journal and folds it: into the trail it is for or, if it is of another definition, into one that stands for its own. */
async function openJournal({ disk, makeTrail, lock }: Owned, place: RunPlace): Promise<Found> {
  let trail = makeTrail();
  let restoration = new Restoration(trail);
  let changed: AutoTrailError | null = null;
  const onRecord = (record: JournalRecord): void => {
    try {
      restoration.fold(record);
    } catch (error) {
      if (record.event.type !== 'created' || !AutoTrailError.is(error)) throw error;
      changed = error;
      trail = trailOfImage(record.event.definition);
      restoration = new Restoration(trail);
      restoration.fold(record);
    }
  };
  const { journal: file } = runPaths(place);
  const journal = await FileJournal.open({ disk, file, epoch: lock.generation, isOwner: () => lock.isOwner(), onRecord });
  return { journal, place, trail, restored: restoration.restored, changed };
}

/** A folder that others may look into is none of ours to make safe: the files in it are this user's alone in any case. */
async function makeHome(disk: Disk, folder: string, isChosen: boolean): Promise<void> {
  if (!isChosen || !(await isThere(disk, folder))) await disk.makeFolder(folder);
  await refuseNetworkFolder(folder);
}

async function isThere(disk: Disk, folder: string): Promise<boolean> {
  try {
    await disk.syncFolder(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function placeOf({ folder, name, journalFile }: RunRequest, run: string): RunPlace {
  return journalFile === null ? { folder, name, run } : { journalFile };
}

async function newestPlace(request: Owned): Promise<RunPlace | null> {
  const { disk, folder, name, journalFile } = request;
  if (journalFile !== null) return { journalFile };
  const run = (await disk.list(trailFolder(folder, name))).filter(isRunId).at(-1);
  return run === undefined ? null : placeOf(request, run);
}

/** The newest run has the highest id, whatever the clock says: two may begin within a second, and clocks are set back. */
function runAfter(newest: RunPlace | null, run: string): string {
  const before = newest?.run ?? '';
  return before < run ? run : newRunId(runStart(before) + 1_000, Math.random());
}

/** The journal last: as long as it is there, what is left of this is done again by the next owner. */
async function putAside({ disk, journalFile }: RunRequest, run: string): Promise<void> {
  if (journalFile === null) return;
  const from = runPaths({ journalFile });
  const to = runPaths({ journalFile, run });
  await moveIfThere(disk, from.output, to.output);
  await moveIfThere(disk, from.attempts, to.attempts);
  await disk.rename(from.journal, to.journal);
  await disk.syncFolder(dirname(from.journal));
}

async function moveIfThere(disk: Disk, from: string, to: string): Promise<void> {
  try {
    await disk.rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
