import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { connect } from '@autotrail/core/socket';
import { checkTrailName, defaultSocketFile, makePrivateFolder, runtimeFolder } from '@autotrail/layer2';
import { cliError } from '../errors.js';

/** How a trail is named on the command line. */
export interface TrailChoice {
  readonly socket?: string;
  readonly trail?: string;
}

/** How long a server may take to answer, in milliseconds, before it counts as gone. */
const PATIENCE_MS = 2000;

/**
 * The socket of the trail that is meant: the one that was named, else the only one that is served.
 *
 * @throws AutoTrailError `AUTOTRAIL_NO_TRAIL`, `AUTOTRAIL_WHICH_TRAIL`, `AUTOTRAIL_BAD_TRAIL_NAME`, `AUTOTRAIL_UNSAFE_FOLDER`
 */
export async function findTrail({ socket, trail }: TrailChoice): Promise<string> {
  if (socket !== undefined) return socket;
  const folder = runtimeFolder();
  // A folder of somebody else's could hold servers that only look like ours.
  await makePrivateFolder(folder);
  if (trail !== undefined) return defaultSocketFile(checkTrailName(trail));
  const [first, ...others] = await servedTrails(folder);
  if (first === undefined) throw cliError('AUTOTRAIL_NO_TRAIL', { folder });
  if (others.length > 0) throw cliError('AUTOTRAIL_WHICH_TRAIL', { names: [first, ...others].join(', ') });
  return defaultSocketFile(first);
}

async function servedTrails(folder: string): Promise<readonly string[]> {
  const sockets = (await readdir(folder)).filter((file) => file.endsWith('.sock')).sort();
  const served = await Promise.all(sockets.map((file) => isServed(join(folder, file))));
  return sockets.filter((_, i) => served[i]).map((file) => basename(file, '.sock'));
}

/** Whether anybody answers behind a socket. */
export async function isServed(socket: string): Promise<boolean> {
  try {
    const connection = await connect(socket, { timeoutMs: PATIENCE_MS });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}
