import { setTimeout as sleep } from 'node:timers/promises';
import { unlessGone } from '../support/unless-gone.js';
import type { Chronicle } from './chronicle.js';
import { identitiesOf } from './judge-survivors.js';
import { identityOf, type MarkedProcess, markedProcesses, processesOfAttempt, shown } from './marked-processes.js';
import type { ServedRun, TreeRun } from './tree-run.js';
import { killProcess } from './tree-server.js';

/** How much later than at the end of their grace processes must be gone, in milliseconds. */
const AFTER_GRACE_MS = 1_000;

/**
 * Checks what a server knows that goes on with the run of one that was killed: every process that is still alive was taken back, or is
 * listed. What was left behind is waited for.
 *
 * @param before - who was alive when the server was killed, by {@link identityOf}
 */
export async function checkRestarted(run: ServedRun, before: ReadonlySet<string>): Promise<void> {
  const { client, chronicle, home, tally } = run;
  // In this order: who is alive when they are looked for, was so before, and what had begun by then is in the history.
  const status = await unlessGone(client.status({}, { fields: ['survivors'] }));
  if (status === null) return;
  const listed = identitiesOf(status.flatMap(({ survivors }) => survivors));
  const living = markedProcesses(home);
  await chronicle.catchUp(client);
  tally.restarts += 1;
  for (const each of living) {
    tally.judged += 1;
    if (listed.has(identityOf(each))) tally.listed += 1;
    else if (isTakenBack(chronicle, each)) tally.takenBack += 1;
    else if (!isOfThisServer(chronicle, each) && !(isBeingEnded(chronicle, each) && !before.has(identityOf(each))))
      tally.breach('orphan', `${shown(each)} has outlived its server, and is not in the status`);
  }
  killOver(chronicle, living);
  checkLedger(run);
  await Promise.all([...chronicle.fates].map(([attempt, fate]) => (fate === 'lost' ? undefined : seeGone(run, attempt))));
}

/** No attempt was started that the history does not know. */
export function checkLedger({ chronicle, ledger, tally }: TreeRun): void {
  for (const attempt of ledger.started())
    if (!chronicle.begun.has(attempt)) tally.breach('untrue', `attempt ${attempt} was started, and is not in the history`);
}

/** It goes on, or did when the server was ready. */
function isTakenBack({ fates, closures, resumedAt }: Chronicle, { attempt }: MarkedProcess): boolean {
  return fates.get(attempt) === 'kept' && (closures.get(attempt)?.revision ?? Number.POSITIVE_INFINITY) > resumedAt;
}

function isOfThisServer(chronicle: Chronicle, { attempt }: MarkedProcess): boolean {
  return chronicle.begun.get(attempt) === chronicle.servers;
}

/** What it starts meanwhile is ended with it, and judged when that is over. */
function isBeingEnded({ fates }: Chronicle, { attempt }: MarkedProcess): boolean {
  const fate = fates.get(attempt);
  return fate !== undefined && fate !== 'lost';
}

/** Survivors of attempts that were over before have been found again: that is all that they were left for. */
function killOver(chronicle: Chronicle, living: readonly MarkedProcess[]): void {
  for (const { attempt, pid } of living) if (chronicle.isOver(attempt) && !chronicle.fates.has(attempt)) killProcess(pid);
}

/** What was left behind, or taken back though nobody wanted it any more, is ended: nobody of it is alive when it is said to be gone. */
async function seeGone({ chronicle, home, tally }: ServedRun, attempt: string): Promise<void> {
  if (chronicle.isUnderWay(attempt)) return;
  if (!(await chronicle.until(() => chronicle.isOver(attempt)))) return;
  if (!chronicle.ended.has(attempt)) {
    tally.abandoned += 1;
    await sleep(AFTER_GRACE_MS);
  }
  for (const each of processesOfAttempt(home, attempt))
    tally.breach('group', `${shown(each)} is alive after what its server left behind was said to be gone`);
}
