import { type AutoTrailError, coreError, type JsonObject, type JsonValue } from '@autotrail/core';
import { decodeRequest, type PushListener } from '@autotrail/core/socket';
import type { ApiResponse } from '../api/api-call.js';
import { asJson } from '../as-json.js';
import { Deferred } from '../deferred.js';
import { layer1Error } from '../errors.js';
import type { ApiConnection, ApiServer, Peer, Transport } from './transport.js';

/**
 * A transport inside one process, for tests, rehearsals and places without sockets. What passes through it is copied as JSON, so that
 * nothing works here that would not work over a socket.
 *
 * @example
 * const transport = new MemoryTransport();
 * const server = new TrailServer(definition, { transports: [transport] });
 * const client = new TrailClient(transport);
 */
export class MemoryTransport implements Transport {
  #server: ApiServer | undefined;
  readonly #connections = new Set<MemoryConnection>();

  async listen(server: ApiServer): Promise<void> {
    if (this.#server !== undefined) throw layer1Error('AUTOTRAIL_TRANSPORT_IN_USE');
    this.#server = server;
  }

  async connect(): Promise<ApiConnection> {
    if (this.#server === undefined) throw gone('no server listens there');
    const connection = new MemoryConnection(this.#server, () => this.#connections.delete(connection));
    this.#connections.add(connection);
    return connection;
  }

  async close(): Promise<void> {
    this.#server = undefined;
    await Promise.all([...this.#connections].map((connection) => connection.drain()));
  }
}

class MemoryConnection implements ApiConnection {
  readonly hello: JsonObject;
  readonly closed: Promise<void>;
  readonly #server: ApiServer;
  readonly #gone = new AbortController();
  readonly #peer: Peer = {
    source: 'memory',
    gone: this.#gone.signal,
    push: (subscription, event) => this.#push(subscription, event),
  };
  readonly #listeners = new Set<PushListener>();
  readonly #underWay = new Set<Deferred<ApiResponse>>();
  /** Why no more requests are taken, once they are not. */
  #endedBecause: AutoTrailError | undefined;

  constructor(server: ApiServer, onClosed: () => void) {
    this.#server = server;
    this.hello = copy(server.hello());
    this.closed = new Promise((resolve) => {
      this.#gone.signal.addEventListener('abort', () => resolve(onClosed()), { once: true });
    });
  }

  async request(
    name: string,
    fields: JsonObject = {},
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ApiResponse> {
    signal?.throwIfAborted();
    // As it would come in over a socket, and refused where that would refuse it.
    const message = decodeRequest(JSON.stringify(asJson({ ...fields, name }, `the fields of ${name}`))) as JsonObject;
    if (this.#endedBecause !== undefined) throw this.#endedBecause;
    const call = new Deferred<ApiResponse>();
    const abort = (): void => call.reject(signal?.reason);
    signal?.addEventListener('abort', abort);
    this.#underWay.add(call);
    this.#server.handle({ wire: 2, message, peer: this.#peer }).then((response) => call.resolve(copy(response)), call.reject);
    return call.promise.finally(() => {
      signal?.removeEventListener('abort', abort);
      this.#underWay.delete(call);
    });
  }

  onPush(listener: PushListener): () => void {
    // A function of its own for each subscription: the same listener may be on twice.
    const receive: PushListener = (push) => listener(push);
    this.#listeners.add(receive);
    return () => this.#listeners.delete(receive);
  }

  close(): Promise<void> {
    this.#endedBecause ??= gone('this side closed the connection');
    for (const call of this.#underWay) call.reject(this.#endedBecause);
    this.#gone.abort();
    return this.closed;
  }

  /** Takes no more requests, and closes after those under way were answered. */
  async drain(): Promise<void> {
    this.#endedBecause ??= gone('the server closed the connection');
    await Promise.allSettled([...this.#underWay].map(({ promise }) => promise));
    await this.close();
  }

  #push(subscription: JsonValue, event: JsonValue): boolean {
    if (this.#gone.signal.aborted) return false;
    const push = copy({ subscription, event });
    // Each listener in a turn of its own: one that throws takes neither the other listeners nor the server with it.
    for (const receive of this.#listeners) queueMicrotask(() => this.#listeners.has(receive) && receive(push));
    return true;
  }
}

function gone(reason: string): AutoTrailError {
  return coreError('AUTOTRAIL_SERVER_GONE', { address: 'memory', reason });
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
