import { type JournalRecord, Restoration } from '@autotrail/layer1';
import { findRuns, type InspectedJournal, inspectJournal, nameOfFile, systemDisk } from '@autotrail/layer2';
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

async function newestJournal({ journalFile, name, disk = systemDisk }: TrailSource['serverOptions']): Promise<string | null> {
  if (journalFile === false) return null;
  if (journalFile !== undefined) return journalFile;
  const [newest] = await findRuns(disk, name ?? nameOfFile(process.argv[1]));
  return newest?.journalFile ?? null;
}
