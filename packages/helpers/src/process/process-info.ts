import { readFileSync } from 'node:fs';
import { maskText, type ProcessRef } from '@autotrail/layer1';
import { printable } from '../printable.js';
import { startTimeOf } from './start-time.js';

/** Characters of a command that are shown. */
const SHOWN_CHARACTERS = 200;

/** What Linux says of a living process. `null` if there is none. */
export function processRef(pid: number): ProcessRef | null {
  const startTime = startTimeOf(pid);
  return startTime === null ? null : { pid, startTime, command: commandOf(pid) };
}

/** What tells a process from every other one, of now and later. */
export function identityOf({ pid, startTime }: Pick<ProcessRef, 'pid' | 'startTime'>): string {
  return `${pid} ${startTime}`;
}

/** Whether a process of this number is alive that began at that time. Where no system says when, any of that number. */
export function isSameProcess({ pid, startTime }: Pick<ProcessRef, 'pid' | 'startTime'>): boolean {
  if (process.platform === 'linux') return startTime !== null && startTimeOf(pid) === startTime;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function commandOf(pid: number): string {
  try {
    const told = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    // Masked before it is cut: a part of a secret would not be known for one.
    const command = printable(maskText(told));
    return command.length > SHOWN_CHARACTERS ? `${command.slice(0, SHOWN_CHARACTERS)}…` : command;
  } catch {
    // It has ended since it was seen.
    return '';
  }
}
