import { AutoTrailError, messageOf } from '@autotrail/core';
import { layer2Error } from '../errors.js';

/**
 * What was thrown, as it is to be told: an error of the system becomes `AUTOTRAIL_DISK_FAILED`, with the place it is about; every other
 * one stays as it is.
 *
 * @param place - a file or folder, for errors of the system that name none
 */
export function toldError(thrown: unknown, place: string): unknown {
  if (AutoTrailError.is(thrown) || !isSystemError(thrown)) return thrown;
  const { code, path = place } = thrown;
  return layer2Error('AUTOTRAIL_DISK_FAILED', { path, code, reason: messageOf(thrown) }, thrown);
}

/** Does some work on the disk. Errors of the system reject as {@link toldError} tells them. */
export async function tellingErrors<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toldError(error, place);
  }
}

interface SystemError {
  readonly code: string;
  readonly path?: string;
}

/** Not a mistake in an argument, which has a code as well. */
function isSystemError(thrown: unknown): thrown is SystemError {
  const { code, syscall } = Object(thrown) as NodeJS.ErrnoException;
  return typeof code === 'string' && typeof syscall === 'string';
}
