import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { type ApiRequest, type ApiResponse, type ApiServer, Deferred, type Transport } from '@autotrail/layer1';
import { type ConformanceCase, casesOf } from './conformance-case.js';

/**
 * What every `Transport` must do.
 *
 * @param makeTransport - makes a new transport, with a place of its own on which nobody listens
 * @example
 * for (const { name, run } of transportSuite(async () => new MyTransport(url))) it(name, run);
 */
export function transportSuite(makeTransport: () => Promise<Transport>): readonly ConformanceCase[] {
  return casesOf(makeTransport, { ...REQUESTS, ...CONNECTIONS });
}

const HELLO = { trail: 'conformance', revision: 7 };
const GONE = { code: 'AUTOTRAIL_SERVER_GONE' };

const REQUESTS: Readonly<Record<string, (transport: Transport) => Promise<void>>> = {
  'greets a client with the hello of the server, and carries its requests and their answers': async (transport) => {
    const server = new EchoServer();
    await transport.listen(server);
    const connection = await transport.connect();
    equal(connection.hello.trail, HELLO.trail);
    equal(connection.hello.revision, HELLO.revision);
    const fields = { list: [1, null, 'Größe \u{1F600}\n'], deep: { er: [] } };
    const { name, result, error } = await connection.request('status', fields);
    deepEqual({ name, result, error }, { name: 'status', result: fields, error: null });
    const [{ wire, peer }] = server.requests as [ApiRequest];
    equal(wire, 2);
    ok(peer.source.length > 0, 'where a client came from is known');
    await closeAll(transport, connection);
  },
  'carries an error as one': async (transport) => {
    await transport.listen(new EchoServer());
    const connection = await transport.connect();
    const { error, result } = await connection.request('fail');
    equal(error?.code, 'AUTOTRAIL_UNKNOWN_CALL');
    equal(result, null);
    await closeAll(transport, connection);
  },
  'has several requests under way, whatever order they are answered in': async (transport) => {
    const server = new EchoServer();
    await transport.listen(server);
    const connection = await transport.connect();
    const held = connection.request('hold', { k: 1 });
    await server.isHolding.promise;
    deepEqual((await connection.request('status', { k: 2 })).result, { k: 2 });
    server.release.resolve();
    deepEqual((await held).result, { k: 1 });
    await closeAll(transport, connection);
  },
  'pushes events to the client that subscribed, in order': async (transport) => {
    const server = new EchoServer();
    await transport.listen(server);
    const [connection, other] = [await transport.connect(), await transport.connect()];
    const received: unknown[] = [];
    const last = new Deferred<void>();
    connection.onPush(({ event }) => {
      received.push(event);
      if (received.length === 3) last.resolve();
    });
    other.onPush(() => received.push('of another client'));
    await connection.request('status');
    await other.request('status');
    const [{ peer }] = server.requests as [ApiRequest];
    for (const event of ['one', { two: 2 }, 3]) equal(peer.push('s', event), true);
    await last.promise;
    deepEqual(received, ['one', { two: 2 }, 3]);
    await other.close();
    await closeAll(transport, connection);
  },
};

const CONNECTIONS: Readonly<Record<string, (transport: Transport) => Promise<void>>> = {
  'refuses a client where nobody listens, before and after': async (transport) => {
    await rejects(transport.connect(), GONE);
    await transport.listen(new EchoServer());
    await (await transport.connect()).close();
    await transport.close();
    await rejects(transport.connect(), GONE);
  },
  'tells the server that a client has gone, and pushes nothing to it any more': async (transport) => {
    const server = new EchoServer();
    await transport.listen(server);
    const connection = await transport.connect();
    await connection.request('status');
    const [{ peer }] = server.requests as [ApiRequest];
    const gone = peer.gone.aborted ? Promise.resolve() : once(peer.gone, 'abort');
    await connection.close();
    await gone;
    await connection.closed;
    equal(peer.push('s', 'too late'), false);
    await rejects(connection.request('status'), GONE);
    await transport.close();
  },
  'answers what is under way when it is closed, and then ends its connections': async (transport) => {
    const server = new EchoServer();
    await transport.listen(server);
    const connection = await transport.connect();
    const held = connection.request('hold', { k: 1 });
    await server.isHolding.promise;
    const closing = transport.close();
    server.release.resolve();
    deepEqual((await held).result, { k: 1 });
    await Promise.all([closing, connection.closed]);
    await rejects(connection.request('status'), GONE);
  },
};

/** Answers requests with their own fields. */
class EchoServer implements ApiServer {
  readonly requests: ApiRequest[] = [];
  /** Resolves when a request is held, and what lets it go. */
  readonly isHolding = new Deferred<void>();
  readonly release = new Deferred<void>();

  hello() {
    return HELLO;
  }

  async handle(request: ApiRequest): Promise<ApiResponse> {
    this.requests.push(request);
    const { name: given, id: _, ...fields } = request.message;
    const name = String(given);
    if (name === 'hold') {
      this.isHolding.resolve();
      await this.release.promise;
    }
    if (name !== 'fail') return { name, result: fields, error: null };
    return {
      name,
      result: null,
      error: { code: 'AUTOTRAIL_UNKNOWN_CALL', message: 'no such call', cure: 'none' },
    } as ApiResponse;
  }
}

async function closeAll(transport: Transport, connection: { close(): Promise<void> }): Promise<void> {
  await connection.close();
  await transport.close();
}
