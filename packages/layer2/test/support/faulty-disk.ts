import type { Disk, DiskFile } from '../../src/disk/disk.js';
import { systemDisk } from '../../src/disk/system-disk.js';

/** What is done with a file, and with which. */
export interface DiskStep {
  readonly operation: 'create' | 'open' | 'append' | 'truncate' | 'read' | 'makeFolder' | 'remove';
  readonly path: string;
}

/** The disk of this computer, where something is awaited before each step: what rejects makes the step fail. */
export function faultyDisk(before: (step: DiskStep) => Promise<void>): Disk {
  const file = (path: string, opened: DiskFile): DiskFile => ({
    ...opened,
    append: async (bytes) => {
      await before({ operation: 'append', path }).catch(async (error) => {
        // As much as there was room for.
        await opened.append(bytes.subarray(0, bytes.length / 2));
        throw error;
      });
      await opened.append(bytes);
    },
    truncate: (size) => before({ operation: 'truncate', path }).then(() => opened.truncate(size)),
    read: (into, position) => before({ operation: 'read', path }).then(() => opened.read(into, position)),
  });
  return {
    ...systemDisk,
    makeFolder: (path) => before({ operation: 'makeFolder', path }).then(() => systemDisk.makeFolder(path)),
    remove: (path) => before({ operation: 'remove', path }).then(() => systemDisk.remove(path)),
    create: (path) => before({ operation: 'create', path }).then(async () => file(path, await systemDisk.create(path))),
    open: async (path) => {
      await before({ operation: 'open', path });
      const opened = await systemDisk.open(path);
      return opened === null ? null : file(path, opened);
    },
  };
}
