import { constants } from 'node:fs';
import { link, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { makePrivateFolder } from '../runtime-folder.js';
import type { Disk } from './disk.js';
import { missingFolders } from './missing-folders.js';
import { orNull } from './or-null.js';
import { createSystemFile, openSystemFile } from './system-file.js';

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;

/** The disk of this computer. What rejects does so with the error of the system, unless a safety rule was broken. */
export const systemDisk: Disk = {
  makeFolder,
  list: async (folder) => (await orNull(readdir(folder)))?.sort() ?? [],
  open: (path, access = 'append') => orNull(openSystemFile(path, access)),
  create: createSystemFile,
  link,
  rename,
  remove: (path) => rm(path, { recursive: true, force: true }),
  syncFolder,
};

async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const missing = await missingFolders(folder);
  await makePrivateFolder(folder);
  // The folder's own name even if it was there: whoever made it may have died before this.
  for (const made of new Set([...missing, folder])) await syncFolder(dirname(made));
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
