import { hostname } from 'node:os';
import { basename, dirname } from 'node:path';
import type { Disk } from '../disk/disk.js';
import { judgeLock, type LockVerdict } from './lock-file.js';

/** A lock file is a few hundred bytes, more only with a long path in it; of anything bigger no more than this is read. */
const MAX_LOCK_BYTES = 8_192;

/** The file of a generation. */
export function lockFile(base: string, generation: number): string {
  return `${base}.${generation}`;
}

/** The generations of a lock of which there are files, the lowest first. */
export async function lockGenerations(disk: Disk, base: string): Promise<readonly number[]> {
  return (await lockSuffixes(disk, base)).map(parseGeneration).filter((generation) => generation !== null);
}

/** What comes after `<base>.` in the names of a lock's files: those of its generations, and others. */
export async function lockSuffixes(disk: Disk, base: string): Promise<readonly string[]> {
  const prefix = `${basename(base)}.`;
  const names = (await disk.list(dirname(base))).filter((name) => name.startsWith(prefix));
  // A lower number is a shorter name, or the lesser of two of the same length.
  return names.map((name) => name.slice(prefix.length)).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/** Judges the file of a generation; `null` if it is not there. @throws AutoTrailError `AUTOTRAIL_UNSAFE_FILE` */
export async function judgeGeneration(disk: Disk, file: string): Promise<LockVerdict | null> {
  const text = await readLock(disk, file);
  return text === null ? null : judgeLock(text, hostname());
}

/** What is in a lock file; `null` if it is not there. @throws AutoTrailError `AUTOTRAIL_UNSAFE_FILE` */
export async function readLock(disk: Disk, file: string): Promise<string | null> {
  const opened = await disk.open(file, 'read');
  if (opened === null) return null;
  try {
    const bytes = new Uint8Array(MAX_LOCK_BYTES);
    return Buffer.from(bytes.subarray(0, await opened.read(bytes, 0))).toString();
  } finally {
    await opened.close();
  }
}

function parseGeneration(suffix: string): number | null {
  return /^[1-9]\d{0,14}$/.test(suffix) ? Number(suffix) : null;
}
