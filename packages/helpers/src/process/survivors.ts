import process from 'node:process';
import { messageOf } from '@autotrail/core';
import type { Environment, ProcessRef } from '@autotrail/layer1';
import { findProcesses } from './find-processes.js';
import type { LaunchedGroup } from './launcher.js';
import { livingProcesses } from './living-processes.js';
import { identityOf, processRef } from './process-info.js';

const SHORTEST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

/** An attempt that is over, and the group that it was made in. */
interface PastAttempt {
  readonly env: Pick<Environment, 'key' | 'output' | 'survivors'>;
  readonly group: LaunchedGroup;
}

/**
 * Tells the operators what is still alive of an attempt that is over: now, and whenever that changes, until nothing is.
 *
 * @param ending - answers what ends the group, once something does: that may begin while it is looked for who is alive
 */
export async function tellSurvivors(attempt: PastAttempt, ending: () => Promise<void> | undefined): Promise<void> {
  try {
    const left = await processesAfter(ending, attempt);
    if (left.length === 0) return;
    attempt.env.survivors(left);
    watch(attempt, left, SHORTEST_DELAY_MS);
  } catch (error) {
    attempt.env.output(`What this attempt has left running could not be found out: ${messageOf(error)}`);
  }
}

async function processesAfter(ending: () => Promise<void> | undefined, attempt: PastAttempt): Promise<readonly ProcessRef[]> {
  const before = ending();
  await before;
  const left = await processesOf(attempt);
  return ending() === before ? left : processesAfter(ending, attempt);
}

async function processesOf({ env, group }: PastAttempt): Promise<readonly ProcessRef[]> {
  const marked = await findProcesses(env.key);
  const known = new Set(marked.map(({ pid }) => pid));
  return [...marked, ...membersOf(group).filter(({ pid }) => !known.has(pid))];
}

function membersOf(group: LaunchedGroup): readonly ProcessRef[] {
  if (!group.isAlive()) return [];
  // Nobody can be asked for its members: the group itself stands for them.
  if (process.platform !== 'linux') return [{ pid: group.id, startTime: null, command: `process group ${group.id}` }];
  const members = [...livingProcesses()].filter(([, id]) => id === group.id);
  return members.map(([pid]) => processRef(pid)).filter((ref) => ref !== null);
}

/** Nobody is told when a stranger ends, so they are looked at again, ever more rarely. No process is kept alive for that. */
function watch(attempt: PastAttempt, known: readonly ProcessRef[], delayMs: number): void {
  const again = (): void => void lookAgain(attempt, known, delayMs).catch(() => watch(attempt, known, LONGEST_DELAY_MS));
  setTimeout(again, delayMs).unref();
}

async function lookAgain(attempt: PastAttempt, known: readonly ProcessRef[], delayMs: number): Promise<void> {
  // Looked for anew: those that are known may have started others, and live on.
  const left = await processesOf(attempt);
  if (!isSame(left, known)) attempt.env.survivors(left);
  if (left.length > 0) watch(attempt, left, Math.min(delayMs * 2, LONGEST_DELAY_MS));
}

function isSame(some: readonly ProcessRef[], others: readonly ProcessRef[]): boolean {
  const identities = new Set(others.map(identityOf));
  return some.length === others.length && some.every((each) => identities.has(identityOf(each)));
}
