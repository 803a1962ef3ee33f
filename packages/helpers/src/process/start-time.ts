import { readStat, splitStat } from './living-processes.js';

/** Where Linux tells when a process began, counted from its state. */
const START_TIME_FIELD = 19;

/** When a living process began: with its number, what it is known by for ever. `null` if there is none, or off Linux. */
export function startTimeOf(pid: number): string | null {
  if (process.platform !== 'linux') return null;
  const fields = readStat(pid);
  return fields === null ? null : (fields[START_TIME_FIELD] ?? null);
}

/** The same, of a line that Linux has said of a process. `null` if it is none. */
export function startTimeIn(stat: string): string | null {
  return splitStat(stat)[START_TIME_FIELD] ?? null;
}
