import { type BigIntStats, linkSync, lstatSync, renameSync, unlinkSync } from 'node:fs';
import { errnoOf } from './errno.js';

/** What stands at a path, links not followed. */
export interface Standing {
  /** Tells it from what stood there before, or will later. */
  readonly identity: string;
  readonly kind: string;
}

/** What stands at a path; null is nothing. */
export function standingAt(path: string): Standing | null {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : { identity: `${stats.dev}:${stats.ino}`, kind: kindOf(stats) };
}

/**
 * Puts a socket in its place: where nothing stands, or over the dead socket that was found there. Answers its identity, or null if
 * somebody else was quicker. Synchronous, so that as little as possible lies between the last look and the deed.
 */
export function publish(socketPath: string, place: string, dead: Standing | null): string | null {
  const own = standingAt(socketPath)?.identity ?? null;
  const standing = standingAt(place);
  if (standing === null) linkIfAbsent(socketPath, place);
  else if (standing.identity === dead?.identity) renameSync(socketPath, place);
  return standingAt(place)?.identity === own ? own : null;
}

/** Removes the socket from its place, unless another stands there by now. */
export function unpublish(place: string, identity: string): void {
  try {
    if (standingAt(place)?.identity === identity) unlinkSync(place);
  } catch {
    // What cannot be removed stays as a dead socket, which the next server takes over.
  }
}

function linkIfAbsent(existing: string, place: string): void {
  try {
    linkSync(existing, place);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

function kindOf(stats: BigIntStats): string {
  if (stats.isSocket()) return 'a socket';
  if (stats.isSymbolicLink()) return 'a symbolic link';
  return stats.isDirectory() ? 'a folder' : 'a file';
}
