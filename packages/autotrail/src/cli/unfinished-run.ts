import { AutoTrailError } from '@autotrail/core';
import { type JournalRecord, Restoration } from '@autotrail/layer1';
import {
  type FoundRun,
  findRuns,
  findTrails,
  type InspectedJournal,
  inspectJournal,
  nameOfFile,
  systemDisk,
} from '@autotrail/layer2';
import { freshTrail, type TrailSource } from './trail-source.js';

/**
 * The run that a server of this trail would go on with, as its journal tells it now; `null` if there is none, or it is finished. Takes
 * no lock: it is to be shown to a person before anything is done about it.
 *
 * @throws AutoTrailError `AUTOTRAIL_JOURNAL_DAMAGED`; `AUTOTRAIL_DEFINITION_CHANGED` if it is of another definition
 */
export async function findUnfinishedRun(source: TrailSource): Promise<InspectedJournal | null> {
  const { serverOptions } = source;
  const { disk = systemDisk } = serverOptions;
  const journalFile = await newestJournal(serverOptions);
  if (journalFile === null) return null;
  let first: JournalRecord | undefined;
  const inspected = await inspectJournal(disk, journalFile, (record) => {
    first ??= record;
  });
  if (first === undefined || inspected === null || inspected.trail.isFinished) return null;
  // Checks that it is of this definition.
  new Restoration(freshTrail(source)).fold(first);
  return inspected;
}

/** How many trails are looked at for a run that is not finished: a journal may be large. */
const MOST_TRAILS = 3;

/**
 * The run in the state folder that is not finished, of a trail or of those trails that were run last; `null` if there is none, or it
 * cannot be told.
 */
export async function findRememberedRun(trail: string | null): Promise<InspectedJournal | null> {
  try {
    const names = trail === null ? await findTrails(systemDisk) : [trail];
    const newest = (await Promise.all(names.map((name) => findRuns(systemDisk, name)))).flatMap((runs) => runs.slice(0, 1));
    for (const { journalFile } of latestFirst(newest).slice(0, MOST_TRAILS)) {
      const inspected = await inspectJournal(systemDisk, journalFile);
      if (inspected !== null && !inspected.trail.isFinished) return inspected;
    }
  } catch (error) {
    // It is told beside an error that matters more.
    if (!AutoTrailError.is(error)) throw error;
  }
  return null;
}

/** The ids of runs begin with the time. */
function latestFirst(runs: readonly FoundRun[]): readonly FoundRun[] {
  return [...runs].sort((one, other) => (one.run < other.run ? 1 : -1));
}

async function newestJournal({ journalFile, name, disk = systemDisk }: TrailSource['serverOptions']): Promise<string | null> {
  if (journalFile === false) return null;
  if (journalFile !== undefined) return journalFile;
  const [newest] = await findRuns(disk, name ?? nameOfFile(process.argv[1]));
  return newest?.journalFile ?? null;
}
