import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { messageOf } from '@autotrail/core';
import type { AttemptRef } from '@autotrail/layer1';
import { layer2Error } from '../errors.js';
import { checkTrailName } from '../trail-name.js';
import { checkRunId } from './run-id.js';

/** Where a run of a trail is kept. */
export interface RunPaths {
  /** The trail's lock, without its generation. */
  readonly lock: string;
  readonly journal: string;
  /** The folder of what its attempts said. */
  readonly output: string;
  /** The folder of attempts that survive their server. */
  readonly attempts: string;
}

/**
 * What a run's paths follow from: the state folder, the trail's name, and the run; or a fixed journal file, with the id of a run that
 * was moved out of the way of another one.
 */
export type RunPlace =
  | { readonly folder: string; readonly name: string; readonly run: string }
  | { readonly journalFile: string; readonly run?: string };

/** Names of files: they neither hide, nor look like an option, nor lead anywhere. */
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/** A step's number and an attempt's, such as `7.1`. */
const ATTEMPT = /^\d{1,15}\.\d{1,15}$/;

/** The folder of what is remembered of this user's trails: `$XDG_STATE_HOME/autotrail` if absolute, else `~/.local/state/autotrail`. */
export function stateFolder(): string {
  const state = process.env.XDG_STATE_HOME;
  return join(state !== undefined && isAbsolute(state) ? state : join(homeFolder(), '.local', 'state'), 'autotrail');
}

/** The folder of a trail in the state folder. @throws AutoTrailError `AUTOTRAIL_BAD_TRAIL_NAME` */
export function trailFolder(folder: string, name: string): string {
  return pathIn(folder, checkTrailName(name));
}

/** The lock of a trail in the state folder, without its generation. @throws AutoTrailError `AUTOTRAIL_BAD_TRAIL_NAME` */
export function trailLock(folder: string, name: string): string {
  return pathIn(trailFolder(folder, name), 'lock');
}

/** The paths of a run. @throws AutoTrailError `AUTOTRAIL_BAD_TRAIL_NAME`, `AUTOTRAIL_BAD_RUN_ID` */
export function runPaths(place: RunPlace): RunPaths {
  if ('journalFile' in place) return besideJournal(resolve(place.journalFile), place.run);
  const run = pathIn(trailFolder(place.folder, place.name), checkRunId(place.run));
  return {
    lock: trailLock(place.folder, place.name),
    journal: pathIn(run, 'journal'),
    output: pathIn(run, 'output'),
    attempts: pathIn(run, 'attempts'),
  };
}

/** The path of what belongs to one attempt, in the folder of output or of attempts. */
export function attemptPath(folder: string, attempt: AttemptRef): string {
  return pathIn(folder, attemptName(attempt));
}

/** The name of what belongs to one attempt. */
export function attemptName({ n, attempt }: AttemptRef): string {
  return `${n}.${attempt}`;
}

/** Whether something bears the name of an attempt. */
export function isAttemptName(name: string): boolean {
  return ATTEMPT.test(name);
}

/**
 * The path of something right in a folder: every path of a run is made here.
 *
 * @throws AutoTrailError `AUTOTRAIL_UNSAFE_PATH` if the name would lead anywhere else
 */
export function pathIn(folder: string, name: string): string {
  const parent = resolve(folder);
  const path = join(parent, name);
  if (!FILE_NAME.test(name) || dirname(path) !== parent) throw layer2Error('AUTOTRAIL_UNSAFE_PATH', { name, folder });
  return path;
}

function besideJournal(file: string, run: string | undefined): RunPaths {
  const journal = run === undefined ? file : `${file}.${checkRunId(run)}`;
  return { lock: `${file}.lock`, journal, output: `${journal}.output`, attempts: `${journal}.attempts` };
}

/** Not what the process was started in: a trail is found again from anywhere. */
function homeFolder(): string {
  let home: string;
  try {
    home = homedir();
  } catch (cause) {
    // A user with a number and no name, as in a container.
    throw layer2Error('AUTOTRAIL_NO_STATE_FOLDER', { found: messageOf(cause) }, cause);
  }
  if (!isAbsolute(home)) throw layer2Error('AUTOTRAIL_NO_STATE_FOLDER', { found: `\`${home}\`` });
  return home;
}
