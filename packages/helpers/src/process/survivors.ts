import process from 'node:process';
import { messageOf } from '@autotrail/core';
import type { Environment, ProcessRef } from '@autotrail/layer1';
import { findProcesses } from './find-processes.js';
import type { LaunchedGroup } from './launcher.js';
import { livingProcesses } from './living-processes.js';
import { isSameProcess, processRef } from './process-info.js';

const SHORTEST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

/** An attempt that is over, and the group that it was made in. */
interface PastAttempt {
  readonly env: Pick<Environment, 'key' | 'output' | 'survivors'>;
  readonly group: LaunchedGroup;
}

/** Tells the operators what is still alive of an attempt that is over: now, and whenever that changes, until nothing is. */
export async function tellSurvivors(attempt: PastAttempt): Promise<void> {
  try {
    const left = await processesOf(attempt);
    if (left.length === 0) return;
    attempt.env.survivors(left);
    watch(attempt, left, SHORTEST_DELAY_MS);
  } catch (error) {
    attempt.env.output(`What this attempt has left running could not be found out: ${messageOf(error)}`);
  }
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
  const laterMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
  const isUnchanged = process.platform === 'linux' ? known.every(isSameProcess) : attempt.group.isAlive();
  if (isUnchanged) return watch(attempt, known, laterMs);
  const left = await processesOf(attempt);
  attempt.env.survivors(left);
  if (left.length > 0) watch(attempt, left, laterMs);
}
