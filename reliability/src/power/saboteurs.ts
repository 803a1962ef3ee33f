import type { Disk, DiskFile } from '@autotrail/layer2';

/** Promises that a disk, or a journal on it, can be made to break. */
export type Sabotage =
  | 'no sync'
  | 'no folder sync'
  | 'acknowledge before write'
  | 'retry a failed sync'
  | 'no cut-back'
  | 'no epoch check';

/** A disk that breaks a promise about all but locks: what finds nothing with it, finds nothing at all. */
export function sabotaged(disk: Disk, sabotage: Sabotage): Disk {
  const file = (opened: DiskFile, path: string): DiskFile =>
    LOCK.test(path) ? opened : { ...opened, ...FILES[sabotage](opened) };
  // With no epoch check: the lock that this owner has made. It sees no other one from then on.
  let own: string | null = null;
  return {
    makeFolder: (path) => disk.makeFolder(path),
    list: (folder) => disk.list(folder),
    open: async (path) => {
      if (own !== null && path !== own && LOCK.test(path)) return null;
      const opened = await disk.open(path);
      return opened === null ? null : file(opened, path);
    },
    create: async (path) => file(await disk.create(path), path),
    link: async (path, as) => {
      await disk.link(path, as);
      if (sabotage === 'no epoch check') own = as;
    },
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
    syncFolder: async (path) => {
      if (sabotage !== 'no folder sync') await disk.syncFolder(path);
    },
  };
}

const LOCK = /\.lock\./;

const FILES: Readonly<Record<Sabotage, (file: DiskFile) => Partial<DiskFile>>> = {
  'no sync': () => ({ sync: async () => {} }),
  'no folder sync': () => ({}),
  'no epoch check': () => ({}),
  'no cut-back': () => ({ truncate: async () => {} }),
  'acknowledge before write': late,
  'retry a failed sync': (file) => ({ sync: () => file.sync().catch(() => file.sync()) }),
};

/** Each append is done when the next one comes. */
function late(file: DiskFile): Partial<DiskFile> {
  let waiting: Uint8Array | null = null;
  const catchUp = async (): Promise<void> => {
    const bytes = waiting;
    waiting = null;
    if (bytes !== null) await file.append(bytes);
  };
  return {
    append: async (bytes) => {
      await catchUp();
      waiting = Uint8Array.from(bytes);
    },
    sync: () => file.sync(),
    close: async () => {
      await catchUp();
      await file.close();
    },
  };
}
