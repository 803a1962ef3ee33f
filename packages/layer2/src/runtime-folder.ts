import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingFolders } from './disk/missing-folders.js';
import { tellingErrors } from './disk/told-error.js';
import { layer2Error } from './errors.js';

/** The folder of this user's sockets: `$XDG_RUNTIME_DIR/autotrail`, else `autotrail-<uid>` in the folder for temporary files. */
export function runtimeFolder(): string {
  const runtime = process.env.XDG_RUNTIME_DIR;
  return runtime === undefined || runtime === '' ? join(tmpdir(), `autotrail-${userId()}`) : join(runtime, 'autotrail');
}

/** Where a trail of that name is reached unless it says otherwise. */
export function defaultSocketFile(name: string): string {
  return join(runtimeFolder(), `${name}.sock`);
}

/**
 * Makes a folder for this user alone, or checks that it is one: other users must neither enter it nor have laid it out.
 *
 * @throws AutoTrailError `AUTOTRAIL_UNSAFE_FOLDER`, or `AUTOTRAIL_DISK_FAILED` if it cannot be made
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  await tellingErrors(folder, () => makeMissing(folder));
  // lstat: a symlink planted by somebody else must not be followed.
  const found = whatIsWrong(await lstat(folder));
  if (found !== null) throw layer2Error('AUTOTRAIL_UNSAFE_FOLDER', { folder, found });
}

/** Not `recursive`: where no folder can be made in one that is there, as in /proc, Node tries for ever. */
async function makeMissing(path: string): Promise<void> {
  for (const folder of await missingFolders(path)) {
    await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      // Somebody else has made it meanwhile.
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

function whatIsWrong(stats: Awaited<ReturnType<typeof lstat>>): string | null {
  if (stats.isSymbolicLink()) return 'a symbolic link';
  if (!stats.isDirectory()) return 'something that is not a folder';
  if (Number(stats.uid) !== userId()) return `one that belongs to user ${stats.uid}`;
  const othersMay = Number(stats.mode) & 0o077;
  return othersMay === 0 ? null : `one with mode ${(Number(stats.mode) & 0o777).toString(8)}`;
}

/** Not `os.userInfo`: in a container the user may have a number and no name, and that throws. */
function userId(): number | undefined {
  return process.getuid?.();
}
