import type { Socket } from 'node:net';
import { coreError } from '../errors.js';
import type { JsonObject } from '../json.js';
import { endGently } from './end-gently.js';
import type { Handler } from './handler.js';
import { type ConnectionContext, ServedConnection } from './served-connection.js';
import type { SocketServer } from './socket-server.js';
import { startTimer } from './timer.js';
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
  #resolveClosed = (): void => {};
  #isClosing = false;

  constructor(server: SocketServer, handler: Handler, options: ServeSocketOptions) {
    const { hello = () => ({}), firstLineTimeoutMs = 30_000, graceMs = 2_000, maxBacklogBytes = 1024 * 1024 } = options;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#server = server;
    this.#maxConnections = options.maxConnections ?? 256;
    this.#context = { handler, hello, firstLineTimeoutMs, graceMs, maxBacklogBytes, stopServing: () => void this.close() };
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
    const connection = new ServedConnection(socket, this.#context);
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
