import type { SurvivingProcess } from '@autotrail/layer1';
import { unlessGone } from '../support/unless-gone.js';
import { numbersOf } from './chronicle.js';
import { identityOf, type MarkedProcess, processesOfAttempt, shown } from './marked-processes.js';
import { SHAPES } from './shapes.js';
import type { ServedRun } from './tree-run.js';
import { killProcess } from './tree-server.js';

/** How often survivors that were judged are left alive, to be found by the next server. */
const LEFT_ALIVE = 0.5;

/** The processes that a list of survivors names. */
export function identitiesOf(survivors: readonly SurvivingProcess[]): ReadonlySet<string> {
  return new Set(survivors.map(identityOf));
}

/**
 * Judges what is alive of an attempt that is over: each process is listed as a survivor, and what was ended leaves nobody of its group.
 * Answers how many are alive; `null` if the server dies.
 *
 * @param wasEnded - whether it was ended, and did not end by itself
 */
export async function judgeSurvivors(run: ServedRun, attempt: string, wasEnded: boolean): Promise<number | null> {
  const [n] = numbersOf(attempt);
  // In this order: what is alive when it is looked for, was so before.
  const status = await unlessGone(run.client.status({ n }, { fields: ['survivors'] }));
  if (status === null) return null;
  const listed = identitiesOf(status.flatMap(({ survivors }) => survivors));
  const living = processesOfAttempt(run.home, attempt);
  for (const each of living) {
    run.tally.judged += 1;
    if (listed.has(identityOf(each))) run.tally.listed += 1;
    else run.tally.breach('orphan', `${shown(each)} is alive, and not in the status`);
    if (wasEnded && isOfGroup(run, each)) run.tally.breach('group', `${shown(each)} has survived the end of its attempt`);
    if (!run.random.chance(LEFT_ALIVE)) killProcess(each.pid);
  }
  return living.length;
}

/** Whether it has stayed in the group that it was started in, as far as anybody can say. */
function isOfGroup({ ledger }: ServedRun, { attempt, group }: MarkedProcess): boolean {
  const [n] = numbersOf(attempt);
  return SHAPES[n]?.leaves !== true || group === ledger.leaderOf(attempt);
}
