import { coreError } from '../errors.js';

/**
 * Where a server answers: the path of a unix socket, or a port of this machine. Only `127.0.0.1`, `::1` and `localhost` are hosts:
 * the wire has no guard against other machines. A path does not begin with `@`, which other programs take for an abstract socket;
 * `./@name` is a path.
 */
export type Address = string | { readonly host: string; readonly port: number };

/** Bytes of a socket path the system has room for. Node cuts longer ones silently and listens, or connects, elsewhere. */
const MAX_PATH_BYTES = process.platform === 'darwin' ? 103 : 107;
const LOOPBACK_HOSTS = ['127.0.0.1', '::1', 'localhost'];

/** Refuses what is no address, and a path the system has no room for. */
export function checkAddress(address: Address): void {
  if (typeof address === 'string') checkPath(address);
  else if (!isLoopback(address)) throw coreError('AUTOTRAIL_BAD_ADDRESS', { found: nameAddress(address) });
}

/** What `net` wants to know to listen or connect there. */
export function netOptions(address: Address): { path: string } | { host: string; port: number } {
  return typeof address === 'string' ? { path: address } : { host: address.host, port: address.port };
}

/** An address in words: the path, or host and port. */
export function nameAddress(address: Address): string {
  if (typeof address === 'string') return address;
  const { host, port } = address;
  return `${host}:${port}`;
}

function checkPath(path: string): void {
  if (path === '') throw coreError('AUTOTRAIL_BAD_ADDRESS', { found: 'an empty path' });
  // Any user may connect to an abstract socket, or take its name: it has no file, and so no mode. `@` is how other programs write it.
  if (path.startsWith('\0') || path.startsWith('@')) throw coreError('AUTOTRAIL_BAD_ADDRESS', { found: 'an abstract socket' });
  // It would end the path early.
  if (path.includes('\0')) throw coreError('AUTOTRAIL_BAD_ADDRESS', { found: 'a path with a NUL in it' });
  const bytes = Buffer.byteLength(path);
  if (bytes > MAX_PATH_BYTES) throw coreError('AUTOTRAIL_SOCKET_PATH_TOO_LONG', { limit: MAX_PATH_BYTES, bytes, path });
}

function isLoopback({ host, port }: { readonly host: string; readonly port: number }): boolean {
  return LOOPBACK_HOSTS.includes(host) && Number.isInteger(port) && port >= 0 && port <= 65_535;
}
