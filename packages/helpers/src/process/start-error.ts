import { statSync } from 'node:fs';
import { messageOf } from '@autotrail/core';
import { helpersError } from '../errors.js';
import { printable } from '../printable.js';
import type { LaunchSpec } from './launcher.js';

/** Says why a process could not be started. */
export function startError({ file, cwd }: LaunchSpec, cause: unknown): Error {
  if (!isFolder(cwd)) return helpersError('AUTOTRAIL_FOLDER_NOT_FOUND', { cwd }, cause);
  const isMissing = (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  if (isMissing) return helpersError('AUTOTRAIL_PROGRAM_NOT_FOUND', { program: file }, cause);
  return helpersError('AUTOTRAIL_COMMAND_NOT_STARTED', { reason: printable(messageOf(cause)) }, cause);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
