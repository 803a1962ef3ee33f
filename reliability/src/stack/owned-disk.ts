import { basename } from 'node:path';
import type { Disk, DiskFile } from '@autotrail/layer2';

/** Numbers that no system gives to a process: from here on they stand for simulated ones. */
const FIRST_PID = 2_000_000_000;

/** A simulated process. */
export interface SimulatedProcess {
  /** Its number, from 1. */
  readonly self: number;
  /** Whether another one is alive. */
  readonly isAlive: (process: number) => boolean;
  /** Holds the process up before it looks at a lock. @default it is not held up */
  readonly beforeLook?: () => Promise<void>;
}

/**
 * A disk as one of several simulated processes sees it. Locks name processes of the system, and all of these are one: on the disk
 * each has a number of its own, which means a process that is gone to everybody but itself, and to others while it is alive.
 */
export function ownedDisk(disk: Disk, { self, isAlive, beforeLook = async () => {} }: SimulatedProcess): Disk {
  const seen = (file: DiskFile): DiskFile => ({
    size: () => file.size(),
    read: async (into, position) => translate(into, await file.read(into, position), (pid) => real(pid, self, isAlive)),
    append: (bytes) => file.append(Buffer.from(withPid(Buffer.from(bytes).toString(), () => FIRST_PID + self))),
    sync: () => file.sync(),
    truncate: (size) => file.truncate(size),
    close: () => file.close(),
  });
  return {
    makeFolder: (path) => disk.makeFolder(path),
    list: (folder) => disk.list(folder),
    open: async (path) => {
      if (isLock(path)) await beforeLook();
      const file = await disk.open(path);
      return file !== null && isLock(path) ? seen(file) : file;
    },
    create: async (path) => {
      const file = await disk.create(path);
      return isLock(path) ? seen(file) : file;
    },
    link: (path, as) => disk.link(path, as),
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
    syncFolder: (path) => disk.syncFolder(path),
  };
}

/** Whether a path is that of a lock. */
function isLock(path: string): boolean {
  return /(^|\.)lock\./.test(basename(path));
}

function real(pid: number, self: number, isAlive: (process: number) => boolean): number {
  const simulated = pid - FIRST_PID;
  return simulated === self || isAlive(simulated) ? process.pid : pid;
}

function translate(into: Uint8Array, came: number, pidOf: (pid: number) => number): number {
  const text = Buffer.from(withPid(Buffer.from(into.subarray(0, came)).toString(), pidOf));
  into.set(text);
  return text.length;
}

function withPid(text: string, pidOf: (pid: number) => number): string {
  return text.replace(/"pid":(\d+)/, (_, pid: string) => `"pid":${pidOf(Number(pid))}`);
}
