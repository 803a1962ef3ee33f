import { setTimeout as sleep } from 'node:timers/promises';
import type { Disk, DiskFile } from '@autotrail/layer2';
import { kindOf } from './failpoint-disk.js';

/** A promise that a disk can be made to break. */
export type Saboteur = 'acknowledge before write' | 'no sync';

/** How much later than it says the saboteur writes, in milliseconds. */
const LATE_MS = 20;

/** A disk that breaks its promises about the journal: what finds nothing with it, finds nothing at all. */
export function sabotagedDisk(disk: Disk, saboteur: Saboteur): Disk {
  const sabotaged = (file: DiskFile): DiskFile => (saboteur === 'no sync' ? unsynced(file) : late(file));
  return {
    ...disk,
    open: async (path) => {
      const file = await disk.open(path);
      return file === null || kindOf(path) !== 'journal' ? file : sabotaged(file);
    },
    create: async (path) => {
      const file = await disk.create(path);
      return kindOf(path) === 'journal' ? sabotaged(file) : file;
    },
  };
}

function unsynced(file: DiskFile): DiskFile {
  return { ...file, sync: async () => {} };
}

/** One after the other, each some time after it was said to be done. */
function late(file: DiskFile): DiskFile {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...file,
    append: async (bytes) => {
      last = Promise.all([last, sleep(LATE_MS)]).then(() => file.append(bytes));
    },
    sync: async () => {},
    close: async () => {
      await last;
      await file.close();
    },
  };
}
