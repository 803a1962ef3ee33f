import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { layer2Error } from '../errors.js';
import type { DiskFile } from './disk.js';
import { readAll } from './read-all.js';
import { writeAll } from './write-all.js';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;
/** Whoever opens a named pipe for reading waits for its writer, but for this O_NONBLOCK. Of a file it changes nothing. */
const FLAGS = { append: O_RDWR | O_APPEND | O_NOFOLLOW, read: O_RDONLY | O_NOFOLLOW | O_NONBLOCK };

/** Opens a file that is there. @throws AutoTrailError `AUTOTRAIL_UNSAFE_FILE` */
export async function openSystemFile(path: string, access: 'read' | 'append'): Promise<DiskFile> {
  const handle = await openUnlessLink(path, FLAGS[access]);
  try {
    const found = await whatIsWrong(handle);
    if (found !== null) throw layer2Error('AUTOTRAIL_UNSAFE_FILE', { file: path, found });
    return diskFile(handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Makes a new file for this user alone. Rejects with EEXIST if something has the name, a symbolic link too. */
export async function createSystemFile(path: string): Promise<DiskFile> {
  return diskFile(await open(path, FLAGS.append | O_CREAT | O_EXCL, 0o600));
}

async function openUnlessLink(path: string, flags: number): Promise<FileHandle> {
  try {
    return await open(path, flags);
  } catch (cause) {
    // What O_NOFOLLOW makes of a symbolic link.
    if ((cause as NodeJS.ErrnoException).code !== 'ELOOP') throw cause;
    throw layer2Error('AUTOTRAIL_UNSAFE_FILE', { file: path, found: 'a symbolic link' }, cause);
  }
}

/** Asked of the open file, not of its name: the name might be given to another file meanwhile. */
async function whatIsWrong(handle: FileHandle): Promise<string | null> {
  const stats = await handle.stat();
  if (!stats.isFile()) return 'something that is not a file';
  if (stats.uid !== process.getuid?.()) return `one that belongs to user ${stats.uid}`;
  return (stats.mode & 0o077) === 0 ? null : `one with mode ${(stats.mode & 0o777).toString(8)}`;
}

function diskFile(handle: FileHandle): DiskFile {
  return {
    size: async () => (await handle.stat()).size,
    read: (into, position) => readAll(handle, into, position),
    append: (bytes) => writeAll(handle, bytes),
    sync: () => handle.datasync(),
    truncate: (size) => handle.truncate(size),
    close: () => handle.close(),
  };
}
