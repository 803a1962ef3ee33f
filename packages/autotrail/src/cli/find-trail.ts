import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkTrailName, defaultSocketFile, makePrivateFolder, runtimeFolder } from '@autotrail/layer2';
import { cliError } from '../errors.js';
import { type Presence, probeSocket } from './probe-socket.js';
import { unfinishedText } from './unfinished-lines.js';
import { findRememberedRun } from './unfinished-run.js';

/** How a trail is named on the command line. */
export interface TrailChoice {
  readonly socket?: string;
  readonly trail?: string;
}

/** How long a trail that was named is listened to, in milliseconds: that somebody takes the connection is enough. */
const GLANCE_MS = 200;

/**
 * The socket of the trail that is meant: the one that was named, else the only one that is served. One that does not answer just now is
 * served all the same.
 *
 * @throws AutoTrailError `AUTOTRAIL_NO_TRAIL`, `AUTOTRAIL_WHICH_TRAIL`, `AUTOTRAIL_BAD_TRAIL_NAME`, `AUTOTRAIL_UNSAFE_FOLDER`
 */
export async function findTrail({ socket, trail }: TrailChoice): Promise<string> {
  if (socket !== undefined) return socket;
  const folder = runtimeFolder();
  // A folder of somebody else's could hold servers that only look like ours.
  await makePrivateFolder(folder);
  return trail === undefined ? theOnlyOne(folder) : theNamedOne(folder, checkTrailName(trail));
}

/** Whether a server is behind a socket, be it one that does not answer just now. */
export async function isServed(socket: string): Promise<boolean> {
  return (await probeSocket(socket)) !== 'nobody';
}

async function theNamedOne(folder: string, trail: string): Promise<string> {
  const socket = defaultSocketFile(trail);
  if ((await probeSocket(socket, GLANCE_MS)) !== 'nobody') return socket;
  const others = namesOf(await servedTrails(folder));
  const nobody = `nobody answers at ${socket}${others === '' ? '' : `; those that are served: ${others}`}`;
  throw cliError('AUTOTRAIL_NO_TRAIL', { trail: `trail ${trail}`, nobody, unfinished: await tellUnfinished(trail) });
}

async function theOnlyOne(folder: string): Promise<string> {
  const served = await servedTrails(folder);
  const [first, ...others] = served;
  if (first === undefined) {
    const nobody = `no socket in ${folder} answers`;
    throw cliError('AUTOTRAIL_NO_TRAIL', { trail: 'a trail', nobody, unfinished: await tellUnfinished(null) });
  }
  if (others.length > 0) throw cliError('AUTOTRAIL_WHICH_TRAIL', { names: namesOf(served) });
  return defaultSocketFile(first.name);
}

interface ServedTrail {
  readonly name: string;
  readonly presence: Exclude<Presence, 'nobody'>;
}

async function servedTrails(folder: string): Promise<readonly ServedTrail[]> {
  const sockets = (await readdir(folder)).filter((file) => file.endsWith('.sock')).sort();
  const found = await Promise.all(
    sockets.map(async (file) => ({ name: basename(file, '.sock'), presence: await probeSocket(join(folder, file)) })),
  );
  return found.filter((one): one is ServedTrail => one.presence !== 'nobody');
}

function namesOf(served: readonly ServedTrail[]): string {
  return served.map(({ name, presence }) => (presence === 'silent' ? `${name} (does not answer just now)` : name)).join(', ');
}

async function tellUnfinished(trail: string | null): Promise<string> {
  const run = await findRememberedRun(trail);
  return run === null ? '' : ` ${unfinishedText(run, Date.now())}`;
}
