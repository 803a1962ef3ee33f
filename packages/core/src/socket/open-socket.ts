import { connect, type Socket } from 'node:net';
import { type AutoTrailError, messageOf } from '../autotrail-error.js';
import { coreError } from '../errors.js';
import { type Address, checkAddress, nameAddress, netOptions } from './address.js';

/** Begins to connect. What is written at once is sent as soon as the server accepts. */
export function openSocket(address: Address): Socket {
  checkAddress(address);
  const socket = connect({ ...netOptions(address), noDelay: true });
  // Whoever reads the socket hears of its errors too; without a handler the ones after that would end the process.
  socket.on('error', () => {});
  return socket;
}

/** The error of a server that does not answer. */
export function serverGone(address: Address, cause: unknown): AutoTrailError {
  return coreError('AUTOTRAIL_SERVER_GONE', { address: nameAddress(address), reason: messageOf(cause) }, cause);
}
