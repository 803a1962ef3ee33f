import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '@autotrail/core';
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
 * @throws AutoTrailError `AUTOTRAIL_UNSAFE_FOLDER`
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw layer2Error('AUTOTRAIL_UNSAFE_FOLDER', { folder, found: messageOf(cause) }, cause);
  }
  // lstat: a symlink planted by somebody else must not be followed.
  const found = whatIsWrong(await lstat(folder));
  if (found !== null) throw layer2Error('AUTOTRAIL_UNSAFE_FOLDER', { folder, found });
}

function whatIsWrong(stats: Awaited<ReturnType<typeof lstat>>): string | null {
  if (stats.isSymbolicLink()) return 'a symbolic link';
  if (Number(stats.uid) !== userId()) return `one that belongs to user ${stats.uid}`;
  const othersMay = Number(stats.mode) & 0o077;
  return othersMay === 0 ? null : `one with mode ${(Number(stats.mode) & 0o777).toString(8)}`;
}

/** Not `os.userInfo`: in a container the user may have a number and no name, and that throws. */
function userId(): number | undefined {
  return process.getuid?.();
}
