import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { AutoTrailError, messageOf } from '../autotrail-error.js';
import { coreError } from '../errors.js';
import { type Address, checkAddress, nameAddress, netOptions } from './address.js';
import { errnoOf } from './errno.js';
import { type Occupant, probe } from './probe.js';
import { publish, type Standing, standingAt, unpublish } from './publish.js';
import { type SocketServer, socketServer } from './socket-server.js';

/** Options of {@link listen}. */
export interface ListenOptions {
  /** Time that whoever accepts at the address has to say which trail it serves, in milliseconds. @default 1000 */
  readonly probeTimeoutMs?: number;
}

/**
 * Begins to listen at an address; `serveSocket` serves what comes. A unix socket appears at its path ready to answer and for its
 * owner only (mode 0600 under any umask). It takes the place of a dead socket; whatever else stands at the path is left alone.
 *
 * @throws `AUTOTRAIL_SOCKET_IN_USE` if somebody accepts connections there; `AUTOTRAIL_NOT_A_SOCKET`, `AUTOTRAIL_NO_SOCKET_FOLDER`,
 * `AUTOTRAIL_SOCKET_PATH_TOO_LONG`, `AUTOTRAIL_BAD_ADDRESS`; `AUTOTRAIL_LISTEN_FAILED` with the words of the system.
 *
 * @example
 * const server = await listen('./release.sock');
 */
export async function listen(address: Address, options: ListenOptions = {}): Promise<SocketServer> {
  const { probeTimeoutMs = 1_000 } = options;
  checkAddress(address);
  try {
    return await (typeof address === 'string' ? listenOnPath(address, probeTimeoutMs) : listenOnPort(address, probeTimeoutMs));
  } catch (error) {
    throw AutoTrailError.is(error) ? error : explainFailure(address, error);
  }
}

async function listenOnPort(address: Exclude<Address, string>, probeTimeoutMs: number): Promise<SocketServer> {
  const server = createNetServer();
  try {
    await startListening(server, address);
  } catch (error) {
    if (errnoOf(error) === 'EADDRINUSE') throw inUse(address, await probe(address, probeTimeoutMs));
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  return socketServer(server, { host: address.host, port }, () => {});
}

/**
 * Binds the socket under a short name in a private folder beside its place, and moves it there when it listens: nobody ever meets a
 * socket with the wrong mode or without a server, and `net`, which on closing removes the name it bound, cannot remove another's.
 */
async function listenOnPath(path: string, probeTimeoutMs: number): Promise<SocketServer> {
  const prefix = join(dirname(path), '.at-');
  checkAddress(join(`${prefix}XXXXXX`, 's'));
  const dead = await deadSocketAt(path, probeTimeoutMs);
  const folder = mkdtempSync(prefix);
  const server = createNetServer();
  try {
    // The umask only ever takes rights away, but it may take those of the owner.
    chmodSync(folder, 0o700);
    const bound = join(folder, 's');
    await startListening(server, bound);
    chmodSync(bound, 0o600);
    const identity = publish(bound, path, dead);
    if (identity === null) throw inUse(path, await probe(path, probeTimeoutMs));
    // Resolved now: the process may change its folder before it closes the server.
    const place = resolve(path);
    return socketServer(server, path, () => unpublish(place, identity));
  } catch (error) {
    server.close();
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The dead socket that may be taken over; null if nothing is at the path. Refuses all else. */
async function deadSocketAt(path: string, probeTimeoutMs: number): Promise<Standing | null> {
  const standing = standingAt(path);
  if (standing === null) return null;
  if (standing.kind !== 'a socket') throw coreError('AUTOTRAIL_NOT_A_SOCKET', { path, found: standing.kind });
  const occupant = await probe(path, probeTimeoutMs);
  if (occupant !== null) throw inUse(path, occupant);
  return standing;
}

function createNetServer(): Server {
  // A client may shut down its writing side after its request and still be answered.
  return createServer({ allowHalfOpen: true, noDelay: true });
}

async function startListening(server: Server, address: Address): Promise<void> {
  server.listen(netOptions(address));
  await once(server, 'listening');
}

function inUse(address: Address, occupant: Occupant | null): AutoTrailError {
  const trail = occupant?.trail ?? null;
  const owner = trail === null ? 'a server that does not say which trail it serves' : `the trail ${JSON.stringify(trail)}`;
  return coreError('AUTOTRAIL_SOCKET_IN_USE', { address: nameAddress(address), owner, trail });
}

function explainFailure(address: Address, error: unknown): AutoTrailError {
  const errno = errnoOf(error);
  if (typeof address === 'string' && (errno === 'ENOENT' || errno === 'ENOTDIR')) {
    return coreError('AUTOTRAIL_NO_SOCKET_FOLDER', { folder: dirname(address), path: address }, error);
  }
  return coreError('AUTOTRAIL_LISTEN_FAILED', { address: nameAddress(address), reason: messageOf(error) }, error);
}
