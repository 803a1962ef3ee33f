import { coreError } from '../errors.js';
import type { JsonObject } from '../json.js';
import { type Address, nameAddress } from './address.js';
import { readAnswer } from './answer.js';
import { ClientConnection, type Connection } from './client-connection.js';
import { isJsonObject, jsonCodec } from './codec.js';
import { openSocket } from './open-socket.js';
import { Patience, type WaitOptions } from './patience.js';
import { readLines } from './read-lines.js';
import { WIRE_VERSION, wire2Opening } from './wire2.js';

/** Options of {@link connect}. The waits count until the server's hello is there; `timeoutMs` is 10000 by default. */
export interface ConnectOptions extends WaitOptions {
  /** What the server wants its clients to know. It is sent to whoever listens at the address. @default none */
  readonly token?: string | undefined;
}

/**
 * Opens a connection of wire version 2 and resolves when the server has said its hello.
 *
 * @throws `AUTOTRAIL_SERVER_GONE` if nobody answers there; `AUTOTRAIL_TIMEOUT` and the signal's reason as its options say;
 * `AUTOTRAIL_UNAUTHORISED` if it wants another token; `AUTOTRAIL_BAD_ANSWER`, with the server's words, if it refuses for another
 * reason; `AUTOTRAIL_BAD_ADDRESS` or `AUTOTRAIL_SOCKET_PATH_TOO_LONG`.
 *
 * @example
 * const connection = await connect('./release.sock');
 * const { result, error } = await connection.request('status', { tags: { phase: 'deploy' } });
 * await connection.close();
 */
export async function connect(address: Address, options: ConnectOptions = {}): Promise<Connection> {
  const { timeoutMs = 10_000, signal, token } = options;
  signal?.throwIfAborted();
  const socket = openSocket(address);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const patience = new Patience(socket, address, { timeoutMs, signal });
  const lines = readLines(socket, Number.POSITIVE_INFINITY);
  try {
    socket.write(wire2Opening(token));
    const hello = await lines.next();
    if (hello.done) throw new Error('the connection ended without a hello');
    return new ClientConnection({ address, socket, lines, closed }, readHello(hello.value, address));
  } catch (error) {
    socket.destroy();
    throw patience.explain(error);
  } finally {
    patience.end();
  }
}

function readHello(line: string, address: Address): JsonObject {
  const hello = jsonCodec.decode(line, Number.POSITIVE_INFINITY);
  if (isJsonObject(hello) && hello.autotrail === WIRE_VERSION) return hello;
  const complaint = isJsonObject(hello) ? readAnswer(hello).error : null;
  if (complaint?.code === 'AUTOTRAIL_UNAUTHORISED') throw coreError('AUTOTRAIL_UNAUTHORISED');
  const found = complaint?.message ?? 'something else';
  throw coreError('AUTOTRAIL_BAD_ANSWER', { what: 'a hello of wire version 2', address: nameAddress(address), found });
}
