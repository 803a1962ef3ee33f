import { lstat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { orNull } from './or-null.js';

/** A folder and those above it, as far as nothing is there, the highest first. */
export async function missingFolders(path: string): Promise<readonly string[]> {
  const folder = resolve(path);
  if ((await orNull(lstat(folder))) !== null) return [];
  return [...(await missingFolders(dirname(folder))), folder];
}
