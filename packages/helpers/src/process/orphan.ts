import { setTimeout as delay } from 'node:timers/promises';
import { startTimeOf } from './start-time.js';

const DELAY_MS = 20;

/** Resolves when a process that is nobody's child has ended: nobody is told, so it is looked at again and again. */
export async function orphanGone(pid: number, startTime: string | null): Promise<void> {
  while (isSameProcess(pid, startTime)) await delay(DELAY_MS);
}

function isSameProcess(pid: number, startTime: string | null): boolean {
  if (process.platform === 'linux') return startTime !== null && startTimeOf(pid) === startTime;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
