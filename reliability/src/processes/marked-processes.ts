import { readFileSync } from 'node:fs';
import type { ProcessRef } from '@autotrail/layer1';
import { processesOf } from '../support/leftovers.js';

/** The variable that the processes of an attempt carry, and where in `/proc/<pid>/stat` group and start are, from the state on. */
const ATTEMPT = 'AUTOTRAIL_ATTEMPT=';
const GROUP_FIELD = 2;
const START_TIME_FIELD = 19;

/** A living process of an attempt. */
export interface MarkedProcess extends ProcessRef {
  /** `<n>.<attempt>`. */
  readonly attempt: string;
  readonly group: number;
}

/** The living processes of attempts whose server has this home. They are read from `/proc`, and not by AutoTrail's own means. */
export function markedProcesses(home: string): readonly MarkedProcess[] {
  return processesOf(home)
    .map(lookAt)
    .filter((found) => found !== null);
}

/** Those of one attempt. */
export function processesOfAttempt(home: string, attempt: string): readonly MarkedProcess[] {
  return markedProcesses(home).filter((each) => each.attempt === attempt);
}

/** The launchers of a server. */
export function launchersIn(home: string, server: number): readonly number[] {
  return processesOf(home).filter((pid) => pid !== server && attemptOf(pid) === null);
}

/** What tells a process from every other one. */
export function identityOf({ pid, startTime }: Pick<ProcessRef, 'pid' | 'startTime'>): string {
  return `${pid} ${startTime}`;
}

/** A process in words. */
export function shown({ pid, group, command, attempt }: MarkedProcess): string {
  return `process ${pid} (${command}, group ${group}) of attempt ${attempt}`;
}

function lookAt(pid: number): MarkedProcess | null {
  const attempt = attemptOf(pid);
  const stat = readText(`/proc/${pid}/stat`);
  if (attempt === null || stat === '') return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const command = readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim().slice(0, 60);
  return { pid, attempt, group: Number(fields[GROUP_FIELD]), startTime: fields[START_TIME_FIELD] ?? null, command };
}

function attemptOf(pid: number): string | null {
  const mark = readText(`/proc/${pid}/environ`)
    .split('\0')
    .find((variable) => variable.startsWith(ATTEMPT));
  return mark === undefined ? null : mark.slice(mark.lastIndexOf('/') + 1);
}

/** Nothing where the process is gone. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
