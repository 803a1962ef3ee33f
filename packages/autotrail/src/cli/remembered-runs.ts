import { AutoTrailError, messageOf } from '@autotrail/core';
import {
  defaultSocketFile,
  type FoundRun,
  findRuns,
  findTrails,
  type InspectedJournal,
  inspectJournal,
  pruneRuns,
  systemDisk,
} from '@autotrail/layer2';
import { runServedAt } from './probe-socket.js';
import { countStates } from './summary.js';

/** What is known of a run in the state folder. */
export interface RememberedRun extends FoundRun {
  /** `in use`: a server has the trail, and may be at work on this run. `damaged`: its journal cannot be read. */
  readonly state: 'finished' | 'unfinished' | 'in use' | 'damaged';
  /** When it was begun, and when something happened last, in milliseconds since the epoch; `null` if it cannot be read. */
  readonly createdAt: number | null;
  readonly lastAt: number | null;
  /** How many steps are in which state. */
  readonly states: Readonly<Record<string, number>>;
  /** Why it cannot be read. */
  readonly error: string | null;
}

/**
 * The runs of a trail, or of all trails, in the state folder, the newest of a trail first.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_TRAIL_NAME`
 */
export async function rememberedRuns(trail: string | null): Promise<readonly RememberedRun[]> {
  const names = trail === null ? await findTrails(systemDisk) : [trail];
  const runs: RememberedRun[] = [];
  // One after the other: a journal may be large.
  for (const name of names) {
    const inUse = await runsInUse(name);
    for (const run of await findRuns(systemDisk, name)) runs.push(await inspect(run, inUse.has(run.run)));
  }
  return runs;
}

/** Whether the run of a journal has come to its end. */
export async function isFinishedRun(journalFile: string): Promise<boolean> {
  return (await inspectJournal(systemDisk, journalFile))?.trail.isFinished === true;
}

async function runsInUse(name: string): Promise<ReadonlySet<string>> {
  const nothing = { keep: Number.POSITIVE_INFINITY, olderThanMs: 0, now: 0, dryRun: true, isFinished: isFinishedRun };
  const judged = await pruneRuns({ disk: systemDisk, name, ...nothing });
  const inUse = new Set(judged.filter(({ state }) => state === 'in use').map(({ run }) => run));
  // Of several any might be the one: a server goes on with an unfinished run that is not the newest if it is told to.
  const served = inUse.size > 1 ? await runServedAt(defaultSocketFile(name), name) : null;
  return served !== null && inUse.has(served) ? new Set([served]) : inUse;
}

async function inspect(run: FoundRun, isInUse: boolean): Promise<RememberedRun> {
  let inspected: InspectedJournal | null;
  try {
    inspected = await inspectJournal(systemDisk, run.journalFile);
  } catch (error) {
    if (!AutoTrailError.is(error)) throw error;
    return { ...run, state: 'damaged', createdAt: null, lastAt: null, states: {}, error: messageOf(error) };
  }
  const state = isInUse ? 'in use' : inspected?.trail.isFinished === true ? 'finished' : 'unfinished';
  if (inspected === null) return { ...run, state, createdAt: null, lastAt: null, states: {}, error: null };
  const { trail, createdAt, lastAt } = inspected;
  const states = countStates(trail.steps.map(({ n }) => trail.record(n)));
  return { ...run, state, createdAt, lastAt, states, error: null };
}
