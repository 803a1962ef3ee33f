import type { Socket } from 'node:net';
import { coreError } from '../errors.js';
import type { JsonObject } from '../json.js';
import { type Address, nameAddress } from './address.js';
import { endGently } from './end-gently.js';
import type { Handler } from './handler.js';
import { type ConnectionContext, ServedConnection } from './served-connection.js';
import type { SocketServer } from './socket-server.js';
import { startTimer } from './timer.js';
import { tokenGate } from './token.js';
import { wire1Replies } from './wire1.js';

/** Options of {@link serveSocket}. */
export interface ServeSocketOptions {
  /** What the hello of wire version 2 says besides the version; asked anew for each connection. @default nothing */
  readonly hello?: () => JsonObject;
  /** Time a client has for its first line, in milliseconds, counted from its connection. After it the client is cut off. @default 30000 */
  readonly firstLineTimeoutMs?: number;
  /**
   * Time a client has to hang up, in milliseconds, after it was sent all there is for it; and all the time that
   * {@link Serving.close} gives to the answers under way. @default 2000
   */
  readonly graceMs?: number;
  /** Connections served at a time. One more gets an error line and is closed. @default 256 */
  readonly maxConnections?: number;
  /** Bytes a client may leave unread before its requests wait and its pushes are refused. @default 1048576 */
  readonly maxBacklogBytes?: number;
  /**
   * What a client has to know to be served, at least 22 printable characters of ASCII: it opens wire version 2 with it, and wire
   * version 1 is not served. On a port, which every user of the machine reaches, a server must have one. @default none
   */
  readonly token?: string | undefined;
}

/** A server at work. */
export interface Serving {
  /**
   * Stops accepting, answers what is under way, and closes every connection; those that take longer than `graceMs` are cut off.
   * Resolves when all are closed. Calling it again changes nothing.
   */
  close(): Promise<void>;
  /** Resolves when all is closed, whoever wanted it: {@link Serving.close} or a handler that answered `keepServing: false`. */
  readonly closed: Promise<void>;
}

/**
 * Serves every connection of a server until it is closed. Clients of both versions of the wire may come, be silent, break off, or not
 * read what they asked for: none of them hinders the others.
 *
 * A client has a time limit for its first line, however it sends it. After that a connection of wire version 2 may be idle for ever,
 * since a subscriber says nothing, and a request takes as long as its handler: what bounds them is `maxConnections`, 64 requests
 * under way on each connection, and `maxBacklogBytes`.
 *
 * @throws `AUTOTRAIL_BAD_TOKEN` if the token can be guessed, or the server listens on a port and has none.
 *
 * @example
 * const server = await listen('./release.sock');
 * const serving = serveSocket(server, ({ message }) => ({
 *   response: { name: 'ping', result: 'pong', error: null },
 *   keepServing: message.name !== 'shutdown',
 * }));
 * await serving.closed;
 */
export function serveSocket(server: SocketServer, handler: Handler, options: ServeSocketOptions = {}): Serving {
  return new SocketServing(server, handler, options);
}

class SocketServing implements Serving {
  readonly closed: Promise<void>;
  readonly #server: SocketServer;
  readonly #context: ConnectionContext;
  readonly #maxConnections: number;
  readonly #connections = new Set<ServedConnection>();
  #accepted = 0;
  #resolveClosed = (): void => {};
  #isClosing = false;

  constructor(server: SocketServer, handler: Handler, options: ServeSocketOptions) {
    const { hello = () => ({}), firstLineTimeoutMs = 30_000, graceMs = 2_000, maxBacklogBytes = 1024 * 1024, token } = options;
    if (typeof server.address !== 'string' && token === undefined) throw coreError('AUTOTRAIL_BAD_TOKEN', { found: 'none' });
    const admit = tokenGate(token);
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#server = server;
    this.#maxConnections = options.maxConnections ?? 256;
    const stopServing = (): void => void this.close();
    this.#context = { handler, hello, admit, firstLineTimeoutMs, graceMs, maxBacklogBytes, stopServing };
    server.onConnection((socket) => this.#accept(socket));
  }

  close(): Promise<void> {
    if (!this.#isClosing) void this.#closeAll();
    return this.closed;
  }

  async #closeAll(): Promise<void> {
    this.#isClosing = true;
    await this.#server.close();
    const timer = startTimer(this.#context.graceMs, () => this.#cutOff());
    void this.closed.then(() => clearTimeout(timer));
    for (const connection of this.#connections) connection.finish();
    this.#resolveIfEmpty();
  }

  #cutOff(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  #accept(socket: Socket): void {
    if (this.#connections.size >= this.#maxConnections) this.#refuse(socket);
    else this.#serve(socket);
  }

  #serve(socket: Socket): void {
    this.#accepted += 1;
    const source = `${originOf(socket, this.#server.address)}#${this.#accepted}`;
    const connection = new ServedConnection(socket, source, this.#context);
    this.#connections.add(connection);
    socket.once('close', () => {
      this.#connections.delete(connection);
      this.#resolveIfEmpty();
    });
    void connection.serve();
  }

  #refuse(socket: Socket): void {
    // It has said nothing yet; this line is also read by clients that were about to open version 2.
    const error = coreError('AUTOTRAIL_TOO_MANY_CONNECTIONS', { limit: this.#maxConnections });
    socket.write(wire1Replies(null).failure(error));
    endGently(socket, this.#context.graceMs);
  }

  #resolveIfEmpty(): void {
    if (this.#isClosing && this.#connections.size === 0) this.#resolveClosed();
  }
}

function originOf({ remoteAddress, remotePort }: Socket, address: Address): string {
  if (typeof address === 'string') return `unix:${address}`;
  // The system forgets the address of a client that has reset the connection already.
  return remoteAddress === undefined || remotePort === undefined
    ? 'tcp:unknown'
    : `tcp:${nameAddress({ host: remoteAddress, port: remotePort })}`;
}
