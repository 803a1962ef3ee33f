import { rmSync } from 'node:fs';
import process from 'node:process';
import type { AttemptFiles } from './attempt-files.js';

/** How long the files of an attempt that is over are kept, in milliseconds: it is to be on record before they are gone. */
const KEPT_MS = 1_000;

const doomed = new Set<string>();

/**
 * Removes the files of an attempt when what it came to has had the time to be put on record; at the latest when this process ends by
 * itself. Where the process is killed before, they are there for the next one.
 */
export function removeSoon({ folder }: AttemptFiles): void {
  if (doomed.size === 0) process.on('exit', removeAll);
  doomed.add(folder);
  setTimeout(() => remove(folder), KEPT_MS).unref();
}

function removeAll(): void {
  for (const folder of doomed) remove(folder);
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  doomed.delete(folder);
  if (doomed.size === 0) process.off('exit', removeAll);
}
