import { basename, dirname } from 'node:path';
import type { Disk, DiskFile } from '@autotrail/layer2';
import { between, type Failpoints } from './failpoints.js';

/** A disk on which every operation that changes or finds something has a point before and after it. */
export function failpointDisk(disk: Disk, points: Failpoints): Disk {
  const at = <T>(operation: string, path: string, act: () => Promise<T>): Promise<T> =>
    between(points, `${kindOf(path)}:${operation}`, act);
  const opened = (file: DiskFile, path: string): DiskFile => failpointFile(file, kindOf(path), points);
  return {
    makeFolder: (path) => at('makeFolder', path, () => disk.makeFolder(path)),
    list: (folder) => at('list', folder, () => disk.list(folder)),
    open: async (path) => {
      const file = await at('open', path, () => disk.open(path));
      return file === null ? null : opened(file, path);
    },
    create: async (path) => opened(await at('create', path, () => disk.create(path)), path),
    link: (path, as) => at('link', path, () => disk.link(path, as)),
    rename: (from, to) => at('rename', from, () => disk.rename(from, to)),
    remove: (path) => at('remove', path, () => disk.remove(path)),
    syncFolder: (path) => at('syncFolder', path, () => disk.syncFolder(path)),
  };
}

function failpointFile(file: DiskFile, kind: string, points: Failpoints): DiskFile {
  const at = <T>(operation: string, act: () => Promise<T>): Promise<T> => between(points, `${kind}:${operation}`, act);
  const append = async (bytes: Uint8Array): Promise<void> => {
    if (!points.isDue(`${kind}:append:half`)) return file.append(bytes);
    await file.append(bytes.subarray(0, bytes.length / 2));
    points.die(`${kind}:append:half`);
  };
  return {
    size: () => file.size(),
    read: (into, position) => file.read(into, position),
    append: (bytes) => at('append', () => append(bytes)),
    sync: () => at('sync', () => file.sync()),
    truncate: (size) => at('truncate', () => file.truncate(size)),
    close: () => at('close', () => file.close()),
  };
}

/** What a path is to a trail, in the state folder and beside a journal of one's own. */
export function kindOf(path: string): 'journal' | 'lock' | 'output' | 'folder' {
  const name = basename(path);
  if (/^output$|\.output$/.test(name) || /^output$|\.output$/.test(basename(dirname(path)))) return 'output';
  if (/(^|\.)lock\./.test(name)) return 'lock';
  return /^journal$|\.journal$/.test(name) ? 'journal' : 'folder';
}
