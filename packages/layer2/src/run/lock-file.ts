import { isAlive, type ProcessIdentity } from './process-identity.js';

/** What a lock file says of the server that wrote it. */
export interface LockOwner extends ProcessIdentity {
  /** The computer it runs on: a process can be judged on its own only. */
  readonly host: string;
  /** When it became the owner, as an ISO time. */
  readonly since: string;
  /** Where it answers; `null` if on no socket of the file system. */
  readonly socketFile: string | null;
}

/**
 * What a lock file means to somebody who wants the trail. `free`: its owner is gone or has let go. `elsewhere`: its owner runs, or
 * ran, on another computer. `damaged`: it was not written by a server, for those write it whole.
 */
export type LockVerdict =
  | { readonly verdict: 'free' }
  | { readonly verdict: 'damaged' }
  | { readonly verdict: 'owned' | 'elsewhere'; readonly owner: LockOwner };

/** A process number of any system: others would mean a group to a signal, or everybody. */
const HIGHEST_PID = 2 ** 32 - 1;

/** What is written into a lock file. */
export function formatLock(owner: LockOwner, released = false): string {
  return `${JSON.stringify(released ? { ...owner, released } : owner)}\n`;
}

/** Judges what is in a lock file, on the computer of that name. */
export function judgeLock(text: string, host: string): LockVerdict {
  const lock = parseLock(text);
  if (lock === null) return { verdict: 'damaged' };
  const { released, ...owner } = lock;
  if (released) return { verdict: 'free' };
  if (owner.host !== host) return { verdict: 'elsewhere', owner };
  return isAlive(owner) ? { verdict: 'owned', owner } : { verdict: 'free' };
}

function parseLock(text: string): (LockOwner & { released: boolean }) | null {
  const lock = parseObject(text);
  if (lock === null) return null;
  const { pid, startTime, host, since, socketFile, released = false } = lock;
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1 || pid > HIGHEST_PID) return null;
  if (!isTextOrNull(startTime) || !isTextOrNull(socketFile)) return null;
  if (typeof host !== 'string' || typeof since !== 'string' || typeof released !== 'boolean') return null;
  return { pid, startTime, host, since, socketFile, released };
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
