import { describe, expect, it } from 'vitest';
import {
  type Handler,
  type HandlerResult,
  MAX_LINE_BYTES,
  type Peer,
  type ServeSocketOptions,
  type Serving,
  type SocketRequest,
} from '../../src/socket/index.js';
import { echo, gate, RawClient, startServer } from './support.js';

/** A handler whose answers wait until the test lets them go. */
function heldHandler(): { handler: Handler; requests: SocketRequest[]; release: () => void } {
  const requests: SocketRequest[] = [];
  const { opened, open } = gate();
  const handler = async (request: SocketRequest): Promise<HandlerResult> => {
    requests.push(request);
    if (request.message.name === 'wait') await opened;
    return echo(request);
  };
  return { handler, requests, release: () => open() };
}

function errorOf(code: string, id: string | number | null = null): object {
  return { id, name: null, result: null, error: { code, message: expect.any(String), hint: expect.any(String) } };
}

describe('wire version 2', () => {
  it('begins with the hello of the server, whose version it cannot change', async () => {
    const { path } = await startServer(echo, { hello: () => ({ trail: 'release', revision: 3, autotrail: 9 }) });
    const client = new RawClient(path).send({ autotrail: 2 });
    expect(await client.line()).toBe('{"trail":"release","revision":3,"autotrail":2}');
  });

  it('answers in plain JSON and stays open', async () => {
    const { path } = await startServer();
    const client = await new RawClient(path).open();
    client.send({ id: 1, name: 'list' });
    expect(await client.line()).toBe('{"name":"echo","result":{"name":"list"},"error":null,"id":1}');
    client.send({ id: 2, name: 'status' });
    expect(await client.message()).toMatchObject({ id: 2, result: { name: 'status' } });
  });

  it('reads an opening and requests that are percent-encoded', async () => {
    const { path } = await startServer();
    const client = new RawClient(path);
    client.socket.write('%7B%22autotrail%22%3A2%7D\n%7B%22id%22%3A1%7D\n');
    expect(await client.message()).toEqual({ autotrail: 2 });
    expect(await client.message()).toMatchObject({ id: 1 });
  });

  it('has many requests under way, and pairs answers by id', async () => {
    const { handler, release } = heldHandler();
    const { path } = await startServer(handler);
    const client = await new RawClient(path).open();
    client.send({ id: 'a', name: 'wait' }, { id: 'b', name: 'list' }, { id: 1, name: 'list' }, { id: '1', name: 'list' });
    expect(await client.message()).toMatchObject({ id: 'b' });
    expect(await client.message()).toMatchObject({ id: 1 });
    expect(await client.message()).toMatchObject({ id: '1' });
    release();
    expect(await client.message()).toMatchObject({ id: 'a', result: { name: 'wait' } });
  });

  it('keeps the `id` from the handler, and lets no response change it', async () => {
    const messages: unknown[] = [];
    const { path } = await startServer(({ wire, message }) => {
      messages.push(wire, message);
      return { response: { id: 'another', result: true }, keepServing: true };
    });
    const client = await new RawClient(path).open();
    client.socket.write('{"id":0,"name":"list","constructor":{"id":9}}\n');
    expect(await client.message()).toEqual({ id: 0, result: true });
    expect(messages).toEqual([2, { name: 'list', constructor: { id: 9 } }]);
  });

  it.each(['{"name":"x"}', '{"id":null}', '{"id":true}', '{"id":[1]}', '{"id":{}}', '{"id":1e999}', '[1]', '"x"', 'null'])(
    'answers %s with an error without an id, and goes on',
    async (line) => {
      const { path } = await startServer();
      const client = await new RawClient(path).open();
      client.socket.write(`${line}\n{"id":1}\n`);
      expect(await client.message()).toEqual(errorOf('AUTOTRAIL_BAD_REQUEST'));
      expect(await client.message()).toMatchObject({ id: 1, error: null });
    },
  );

  it('refuses an id that is under way, and takes it again after its answer', async () => {
    const { handler, requests, release } = heldHandler();
    const { path } = await startServer(handler);
    const client = await new RawClient(path).open();
    client.send({ id: 1, name: 'wait' }, { id: 1, name: 'list' });
    expect(await client.message()).toEqual(errorOf('AUTOTRAIL_BAD_REQUEST'));
    expect(requests.map(({ message }) => message.name)).toEqual(['wait']);
    release();
    expect(await client.message()).toMatchObject({ id: 1, result: { name: 'wait' } });
    client.send({ id: 1, name: 'list' });
    expect(await client.message()).toMatchObject({ id: 1, result: { name: 'list' } });
  });

  it.each(['1', '3', '2.5', '"2"', 'null', '{}'])(
    'refuses version %s with the versions it serves, and closes',
    async (version) => {
      const { path } = await startServer();
      const client = new RawClient(path);
      client.socket.write(`{"autotrail":${version}}\n{"id":1}\n`);
      expect(await client.message()).toEqual({
        ...errorOf('AUTOTRAIL_WIRE_VERSION'),
        error: expect.objectContaining({ message: expect.stringContaining('This server serves the versions 1 and 2') }),
      });
      expect(await client.line()).toBeNull();
    },
  );

  it.each([
    ['no JSON', 'list', 'AUTOTRAIL_BAD_LINE'],
    ['a second hello in another language', 'EHLO', 'AUTOTRAIL_BAD_LINE'],
    ['65 levels', `{"id":1,"x":${'['.repeat(64)}${']'.repeat(64)}}`, 'AUTOTRAIL_TOO_DEEP'],
    ['a key that stands there twice', '{"id":2,"name":"skip","dry_run":true,"dry_run":false}', 'AUTOTRAIL_DUPLICATE_KEY'],
    ['an id that stands there twice', '{"id":2,"name":"skip","id":3}', 'AUTOTRAIL_DUPLICATE_KEY'],
    ['`__proto__` among the tags', '{"id":2,"name":"skip","tags":{"__proto__":{"a":1}}}', 'AUTOTRAIL_FORBIDDEN_KEY'],
    ['a prototype in a message', '{"id":2,"message":[{"constructor":{"prototype":{"a":1}}}]}', 'AUTOTRAIL_FORBIDDEN_KEY'],
    ['a line over the limit', `{"id":1,"x":"${'x'.repeat(MAX_LINE_BYTES)}"}`, 'AUTOTRAIL_LINE_TOO_LONG'],
  ])('refuses %s with one error, answers what is under way, and closes', async (_, line, code) => {
    const { handler, requests, release } = heldHandler();
    const { path } = await startServer(handler);
    const client = await new RawClient(path).open();
    client.socket.write(`{"id":1,"name":"wait"}\n${line}\n{"id":2,"name":"list"}\n`);
    expect(await client.message()).toEqual(errorOf(code));
    release();
    expect(await client.message()).toMatchObject({ id: 1, result: { name: 'wait' } });
    expect(await client.line()).toBeNull();
    expect(requests.map(({ message }) => message.name)).toEqual(['wait']);
  });

  it.each(['{"autotrail":2,"autotrail":2}', '{"autotrail":2,"__proto__":{}}'])('is not opened by %s', async (opening) => {
    const { handler, requests } = heldHandler();
    const { path } = await startServer(handler);
    const client = new RawClient(path);
    client.socket.write(`${opening}\n{"id":1,"name":"list"}\n`);
    expect(await client.message()).toMatchObject({ name: null, result: null, error: expect.stringContaining('got') });
    expect(await client.line()).toBeNull();
    expect(requests).toEqual([]);
  });

  it('answers with the code, message and hint of a handler that fails', async () => {
    const { path } = await startServer(({ message }) => {
      if (message.name === 'ours')
        throw Object.assign(new Error('x'), { [Symbol.for('autotrail.error')]: true, code: 'SHOP_CLOSED' });
      throw new Error('out of paper');
    });
    const client = await new RawClient(path).open();
    client.send({ id: 1, name: 'ours' }, { id: 2, name: 'theirs' });
    expect(await client.message()).toEqual({ id: 1, name: 'ours', result: null, error: { code: 'SHOP_CLOSED', message: 'x' } });
    expect(await client.message()).toMatchObject({
      id: 2,
      name: 'theirs',
      error: {
        code: 'AUTOTRAIL_HANDLER_FAILED',
        message: 'The server could not carry out the request: out of paper.',
        hint: expect.stringContaining('fault of the server'),
      },
    });
  });

  it('answers with an error and closes when the hello fails', async () => {
    const { path } = await startServer(echo, {
      hello: () => {
        throw new Error('not ready');
      },
    });
    const client = new RawClient(path).send({ autotrail: 2 });
    expect(await client.message()).toMatchObject({ id: null, error: { code: 'AUTOTRAIL_HANDLER_FAILED' } });
    expect(await client.line()).toBeNull();
  });
});

describe('a peer of wire version 2', () => {
  async function subscribe(options: ServeSocketOptions = {}): Promise<{ client: RawClient; peer: Peer; serving: Serving }> {
    const peers: Peer[] = [];
    const { path, serving } = await startServer(
      (request) => {
        peers.push(request.peer);
        return echo(request);
      },
      { maxBacklogBytes: 64 * 1024, ...options },
    );
    const client = await new RawClient(path).open();
    client.send({ id: 1, name: 'subscribe' });
    await client.line();
    const [peer] = peers;
    if (peer === undefined) throw new Error('The handler was not asked.');
    return { client, peer, serving };
  }

  /** Pushes until the client, which does not read, has no room left. Answers how often. */
  function fill(client: RawClient, peer: Peer): number {
    client.socket.pause();
    let pushed = 0;
    while (peer.push('s', { n: pushed, ballast: 'x'.repeat(1024) })) pushed += 1;
    return pushed;
  }

  it('gets what is pushed, in order', async () => {
    const { client, peer } = await subscribe();
    expect(peer.push('s', { n: 1 })).toBe(true);
    expect(peer.push(2, null)).toBe(true);
    expect(await client.line()).toBe('{"subscription":"s","event":{"n":1}}');
    expect(await client.line()).toBe('{"subscription":2,"event":null}');
  });

  it.each<[string, (client: RawClient) => void]>([
    ['hung up', (client) => client.socket.destroy()],
    ['shut down its writing side', (client) => client.socket.end()],
  ])('is gone when it has %s, and gets nothing more', async (_, leave) => {
    const { client, peer } = await subscribe();
    expect(peer.gone.aborted).toBe(false);
    const gone = new Promise((resolve) => peer.gone.addEventListener('abort', resolve));
    leave(client);
    await gone;
    expect(peer.push('s', 1)).toBe(false);
  });

  it('gets no more events than it reads, and is told so', async () => {
    const { client, peer } = await subscribe();
    const pushed = fill(client, peer);
    // What the system takes besides the bound is bounded too.
    expect(pushed).toBeGreaterThan(60);
    expect(pushed).toBeLessThan(2_000);
    client.socket.resume();
    for (let n = 0; n < pushed; n += 1) expect(await client.message()).toMatchObject({ event: { n } });
    expect(peer.push('s', 'again')).toBe(true);
    expect(await client.message()).toEqual({ subscription: 's', event: 'again' });
  });

  it.each([64 * 1024, 1])('tells when it has read all it was sent, once, with room for %i bytes', async (maxBacklogBytes) => {
    const { client, peer } = await subscribe({ maxBacklogBytes });
    const pushed = fill(client, peer);
    let told = 0;
    const drained = new Promise<void>((resolve) => {
      peer.whenDrained?.(() => {
        told += 1;
        expect(peer.push('s', 'room')).toBe(true);
        resolve();
      });
    });
    client.socket.resume();
    await drained;
    for (let n = 0; n < pushed; n += 1) expect(await client.message()).toMatchObject({ event: { n } });
    expect(await client.message()).toEqual({ subscription: 's', event: 'room' });
    client.send({ id: 2, name: 'list' });
    expect(await client.message()).toMatchObject({ id: 2 });
    expect(told).toBe(1);
  });

  it('is told what it missed before a server that closes ends its connection', async () => {
    const { client, peer, serving } = await subscribe();
    const pushed = fill(client, peer);
    peer.whenDrained?.(() => peer.push('s', 'the end'));
    const closed = serving.close();
    client.socket.resume();
    for (let n = 0; n < pushed; n += 1) expect(await client.message()).toMatchObject({ event: { n } });
    expect(await client.message()).toEqual({ subscription: 's', event: 'the end' });
    expect(await client.line()).toBeNull();
    client.socket.destroy();
    await closed;
  });

  it('that never reads keeps a server from closing no longer than its grace', async () => {
    const { client, peer, serving } = await subscribe({ graceMs: 20 });
    fill(client, peer);
    peer.whenDrained?.(() => {});
    await serving.close();
    expect(peer.gone.aborted).toBe(true);
  });
});
