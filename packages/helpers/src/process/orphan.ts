import { setTimeout as delay } from 'node:timers/promises';
import { isSameProcess } from './process-info.js';

const SHORTEST_DELAY_MS = 20;
const LONGEST_DELAY_MS = 500;

/** Resolves when a process that is nobody's child has ended: nobody is told, so it is looked at again and again, ever more rarely. */
export async function orphanGone(pid: number, startTime: string | null): Promise<void> {
  for (let delayMs = SHORTEST_DELAY_MS; isSameProcess({ pid, startTime }); delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    await delay(delayMs);
  }
}
