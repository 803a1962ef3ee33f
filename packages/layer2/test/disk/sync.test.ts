import { fstatSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemDisk } from '../../src/disk/system-disk.js';
import { temporaryFolder } from '../support/folders.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What is asked of the system from now on to be synced, by the numbers of files: no test can cut the power. */
async function syncedFrom(folder: string, method: 'sync' | 'datasync'): Promise<readonly number[]> {
  const synced: number[] = [];
  const handle = await open(folder, 'r');
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const real = prototype[method];
  vi.spyOn(prototype, method).mockImplementation(function (this: FileHandle) {
    synced.push(fstatSync(this.fd).ino);
    return real.call(this);
  });
  return synced;
}

describe('syncing', () => {
  it('is asked of the system for a file and for a folder', async () => {
    const folder = temporaryFolder();
    const [files, folders] = [await syncedFrom(folder, 'datasync'), await syncedFrom(folder, 'sync')];
    const file = await systemDisk.create(join(folder, 'file'));
    await file.append(Buffer.from('text'));
    await file.sync();
    await file.close();
    await systemDisk.syncFolder(folder);
    expect([files, folders]).toEqual([[statSync(join(folder, 'file')).ino], [statSync(folder).ino]]);
  });

  it('is done to every folder that a new folder was made in, and to the one it is in if it was there', async () => {
    const folder = temporaryFolder();
    const synced = (await syncedFrom(folder, 'sync')) as number[];
    await systemDisk.makeFolder(join(folder, 'a', 'b', 'c'));
    const [top, a, b] = ['.', 'a', 'a/b'].map((path) => statSync(join(folder, path)).ino);
    expect(synced.splice(0)).toEqual([top, a, b]);
    await systemDisk.makeFolder(join(folder, 'a', 'b', 'c'));
    expect(synced).toEqual([b]);
  });
});
