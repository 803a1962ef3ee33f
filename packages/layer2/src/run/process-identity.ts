import { readFileSync } from 'node:fs';

/** Who a process is for ever: its number is given to another one when it is gone, the time of its start is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began: the boot of the machine, and the time since then. `null` where the system does not tell: off Linux. */
  readonly startTime: string | null;
}

/** What Linux tells of a process: its state, and when it began, counted in ticks from the boot. */
interface ProcessStat {
  readonly state: string;
  readonly ticks: string;
}

/** States of processes that are only there to be counted: zombies and dead ones. */
const GONE_STATES: ReadonlySet<string> = new Set(['Z', 'X', 'x']);

/** Where `/proc/<pid>/stat` tells when a process began, counted from its state. */
const START_TIME_FIELD = 19;

/** Who this process is. */
export function ownIdentity(): ProcessIdentity {
  const stat = readStat(process.pid);
  return { pid: process.pid, startTime: stat && startTimeOf(stat) };
}

/** Whether a process is still there, stopped ones included. One that has its number now but began at another time is a stranger. */
export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  const stat = readStat(pid);
  if (stat === null) return takesSignals(pid);
  if (GONE_STATES.has(stat.state)) return false;
  const found = startTimeOf(stat);
  return startTime === null || found === null || found === startTime;
}

/** Reads what is in `/proc/<pid>/stat`: `pid (name) state parent …`, where the name may hold anything. `null` if it is no such text. */
export function parseStat(text: string): ProcessStat | null {
  const [state, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = rest[START_TIME_FIELD - 1];
  return state === undefined || ticks === undefined || !/^\d+$/.test(ticks) ? null : { state, ticks };
}

function readStat(pid: number): ProcessStat | null {
  const text = readSystemFile(`/proc/${pid}/stat`);
  return text === null ? null : parseStat(text);
}

/** With the boot: after another one the ticks are counted from 0 again. */
function startTimeOf({ ticks }: ProcessStat): string | null {
  const boot = readSystemFile('/proc/sys/kernel/random/boot_id');
  return boot === null ? null : `${boot.trim()}:${ticks}`;
}

function readSystemFile(path: string): string | null {
  if (process.platform !== 'linux') return null;
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // No such process, or a system that hides it.
    return null;
  }
}

/** Asks by a signal that does nothing. Only the answer that there is no such process is a proof. */
function takesSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
