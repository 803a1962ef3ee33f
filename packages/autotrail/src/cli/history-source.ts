import { AutoTrailError } from '@autotrail/core';
import type { JournalRecord } from '@autotrail/layer1';
import { type FoundRun, findRuns, findTrails, inspectJournal, stateFolder, systemDisk } from '@autotrail/layer2';
import { cliError } from '../errors.js';
import type { CommandKit } from './command-kit.js';

/** Which history is wanted, as it was typed. */
export interface HistoryChoice {
  readonly run?: string;
  readonly journal?: string;
}

/** Errors that say that nobody serves the trail. */
const UNSERVED: readonly string[] = ['AUTOTRAIL_NO_TRAIL', 'AUTOTRAIL_SERVER_GONE'];

/**
 * Reads a journal from its beginning: the file or the run that was named, else that of the trail that is served, else the newest run
 * on disk. Answers where it came from.
 *
 * @throws AutoTrailError `AUTOTRAIL_NO_RUN`, `AUTOTRAIL_WHICH_REMEMBERED`, and what reading a journal throws
 */
export async function readHistory(
  kit: CommandKit,
  { run, journal }: HistoryChoice,
  take: (record: JournalRecord) => void,
): Promise<string> {
  if (journal !== undefined) return readFile(journal, take);
  if (run !== undefined) return readFile(await journalOfRun(kit, run), take);
  try {
    const client = await kit.client();
    for await (const record of client.history()) take(record);
    return 'the server';
  } catch (error) {
    if (!AutoTrailError.is(error) || !UNSERVED.includes(error.code) || kit.memory === null) throw error;
    return readFile(await newestJournal(kit, error), take);
  }
}

async function readFile(file: string, take: (record: JournalRecord) => void): Promise<string> {
  const inspected = await inspectJournal(systemDisk, file, take);
  if (inspected === null) throw cliError('AUTOTRAIL_NO_RUN', { what: `a journal at ${file}` });
  return file;
}

async function newestJournal(kit: CommandKit, unserved: Error): Promise<string> {
  const { trail = null, journalFile = null } = kit.memory?.() ?? {};
  if (journalFile !== null) return journalFile;
  const runs = await runsOf(trail === null ? await findTrails(systemDisk) : [trail]);
  const [first, ...others] = runs;
  if (first === undefined) {
    throw trail === null
      ? unserved
      : cliError('AUTOTRAIL_NO_RUN', { what: `a run of trail ${trail}, served or in ${stateFolder()}` });
  }
  if (others.length > 0) {
    throw cliError('AUTOTRAIL_WHICH_REMEMBERED', { names: runs.map(([{ trail: name }]) => name).join(', ') });
  }
  return first[0].journalFile;
}

async function journalOfRun(kit: CommandKit, run: string): Promise<string> {
  const trail = kit.memory?.().trail ?? null;
  const runs = (await runsOf(trail === null ? await findTrails(systemDisk) : [trail])).flat();
  const found = runs.find((one) => one.run === run);
  if (found === undefined) throw cliError('AUTOTRAIL_NO_RUN', { what: `a run ${run} in ${stateFolder()}` });
  return found.journalFile;
}

/** The runs of each trail that has any, the newest first. */
async function runsOf(names: readonly string[]): Promise<readonly (readonly [FoundRun, ...FoundRun[]])[]> {
  const found = await Promise.all(names.map((name) => findRuns(systemDisk, name)));
  return found.flatMap(([newest, ...older]) => (newest === undefined ? [] : [[newest, ...older] as const]));
}
