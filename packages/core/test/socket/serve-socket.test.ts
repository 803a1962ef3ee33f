import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Handler, SocketServer } from '../../src/socket/index.js';
import { listen, sendRequest, serveSocket } from '../../src/socket/index.js';
import { echo, gate, holdUpProcess, RawClient, socketPath, startServer } from './support.js';

const stopOnShutdown: Handler = (request) => ({ ...echo(request), keepServing: request.message.name !== 'shutdown' });

async function connected(path: string): Promise<RawClient> {
  const client = new RawClient(path);
  await once(client.socket, 'connect');
  return client;
}

describe('serveSocket', () => {
  it('serves others while 200 clients say nothing or drip', async () => {
    const { path } = await startServer();
    const silent = await Promise.all(Array.from({ length: 200 }, () => connected(path)));
    for (const client of silent.slice(100)) client.socket.write('{"name"');
    for (let i = 0; i < 100; i += 1) expect(await sendRequest(path, { name: 'list', i })).toMatchObject({ result: { i } });
    const last = silent.at(-1);
    last?.socket.write(':"late"}\n');
    expect(await last?.message()).toMatchObject({ result: { name: 'late' } });
  });

  it('cuts off a client that takes too long for its first line', async () => {
    const { path } = await startServer(echo, { firstLineTimeoutMs: 20 });
    const silent = await connected(path);
    const dripping = await connected(path);
    dripping.socket.write('{"name"');
    expect(await silent.line()).toBeNull();
    expect(await dripping.line()).toBeNull();
  });

  it('cuts off a client whose first line never ends, however busily it drips', async () => {
    const { path } = await startServer(echo, { firstLineTimeoutMs: 20 });
    const client = await connected(path);
    const drip = (): void => {
      if (client.socket.writable) client.socket.write(' ', () => setImmediate(drip));
    };
    drip();
    expect(await client.line()).toBeNull();
    await client.closed;
  });

  it('hears a first line that came in time, however late it can look', async () => {
    const server = await listen(socketPath());
    const busy: SocketServer = {
      ...server,
      onConnection: (receive) =>
        server.onConnection((socket) => {
          receive(socket);
          holdUpProcess(20);
        }),
    };
    const serving = serveSocket(busy, echo, { firstLineTimeoutMs: 1 });
    onTestFinished(() => serving.close());
    expect(await new RawClient(server.address).send({ name: 'list' }).message()).toMatchObject({ result: { name: 'list' } });
  });

  it('serves 256 connections at a time, unless it is told otherwise', async () => {
    const { path } = await startServer();
    const clients = await Promise.all(Array.from({ length: 256 }, () => connected(path)));
    expect(await new RawClient(path).message()).toMatchObject({ error: expect.stringContaining('serving 256 connections') });
    for (const client of [clients[0], clients[255]]) {
      client?.send({ name: 'list' });
      expect(await client?.message()).toMatchObject({ result: { name: 'list' } });
    }
  });

  it('takes 64 MiB without a newline for one line that is too long, and throws away what follows', async () => {
    const { path } = await startServer();
    const client = new RawClient(path, { allowHalfOpen: true });
    const part = Buffer.alloc(64 * 1024, 'x');
    for (let i = 0; i < 1_024; i += 1) await new Promise((resolve) => client.socket.write(part, resolve));
    client.socket.end();
    expect(await client.message()).toMatchObject({ name: null, error: expect.stringContaining('at most 1048576 bytes') });
    expect(await client.line()).toBeNull();
    await client.closed;
    expect(client.failure).toBeUndefined();
  });

  it('waits for ever for the second line of wire version 2', async () => {
    const { path } = await startServer(echo, { firstLineTimeoutMs: 20 });
    const client = await new RawClient(path).open();
    expect(await (await connected(path)).line()).toBeNull();
    client.send({ id: 1, name: 'list' });
    expect(await client.message()).toMatchObject({ id: 1 });
  });

  it('tells the client over the limit that there are too many, and serves again when one has left', async () => {
    const { path } = await startServer(echo, { maxConnections: 2 });
    const first = await new RawClient(path).open();
    await new RawClient(path).open();
    const refused = new RawClient(path);
    const error = 'The server is serving 2 connections already, and takes no more at a time.';
    expect(await refused.message()).toEqual({ name: null, result: null, error });
    expect(await refused.line()).toBeNull();
    first.socket.end();
    await first.closed;
    expect(await sendRequest(path, { name: 'list' })).toMatchObject({ error: null });
  });

  it('cuts off a client that does not hang up after its answer', async () => {
    const gone = gate();
    const answerAndWatch: Handler = (request) => {
      request.peer.gone.addEventListener('abort', () => gone.open());
      return echo(request);
    };
    const { path } = await startServer(answerAndWatch, { graceMs: 20 });
    const client = new RawClient(path, { allowHalfOpen: true }).send({ name: 'list' });
    expect(await client.message()).toMatchObject({ result: { name: 'list' } });
    await gone.opened;
  });

  it('gives a client that reads slowly all the time it needs', async () => {
    const ballast = 'x'.repeat(8 * 1024 * 1024);
    const asked = gate();
    const answer: Handler = () => {
      asked.open();
      return { response: { ballast }, keepServing: true };
    };
    const { path } = await startServer(answer, { graceMs: 20, firstLineTimeoutMs: 40 });
    const slow = new RawClient(path).send({ name: 'large' });
    slow.socket.pause();
    await asked.opened;
    // Silent from now on: when it is cut off, the grace is over too.
    expect(await (await connected(path)).line()).toBeNull();
    slow.socket.resume();
    expect(await slow.message()).toEqual({ ballast });
  });

  it('lets a client finish what it is sending before it refuses it', async () => {
    const { path } = await startServer(echo, { maxConnections: 0 });
    const client = new RawClient(path);
    client.socket.write('x'.repeat(4 * 1024 * 1024));
    expect(await client.message()).toMatchObject({ error: expect.stringContaining('takes no more') });
    await client.closed;
    expect(client.failure).toBeUndefined();
  });

  it('is closed only when it was told to', async () => {
    const gone = gate();
    const { path, serving } = await startServer((request) => {
      request.peer.gone.addEventListener('abort', () => gone.open());
      return echo(request);
    });
    const ends: string[] = [];
    void serving.closed.then(() => ends.push('closed'));
    await sendRequest(path, { name: 'list' });
    await gone.opened;
    await sendRequest(path, { name: 'list' });
    expect(ends).toEqual([]);
  });
});

describe('a handler that wants no more to be served', () => {
  it.each([1, 2])('is obeyed on wire version %i after its answer, and after all that are under way', async (wire) => {
    const release = gate();
    const waiting = gate();
    const { path, serving } = await startServer(async (request) => {
      if (request.message.name !== 'wait') return stopOnShutdown(request);
      waiting.open();
      await release.opened;
      return echo(request);
    });
    const slow = await new RawClient(path).open();
    slow.send({ id: 1, name: 'wait' });
    await waiting.opened;
    const idle = [await connected(path), await new RawClient(path).open()];
    const client = wire === 1 ? new RawClient(path) : await new RawClient(path).open();
    client.send({ id: 2, name: 'shutdown' });
    expect(await client.message()).toMatchObject({ result: { name: 'shutdown' } });
    for (const { closed } of [client, ...idle]) await closed;
    expect(existsSync(path)).toBe(false);
    release.open();
    expect(await slow.message()).toMatchObject({ id: 1, result: { name: 'wait' } });
    expect(await slow.line()).toBeNull();
    await serving.closed;
  });
});

describe('closing', () => {
  it('resolves for everyone who waits, and may be done twice', async () => {
    const { path, serving } = await startServer();
    await Promise.all([serving.close(), serving.close(), serving.closed]);
    await serving.close();
    await expect(sendRequest(path, { name: 'list' })).rejects.toMatchObject({ code: 'AUTOTRAIL_SERVER_GONE' });
  });

  it('takes no requests any more', async () => {
    const names: unknown[] = [];
    const release = gate();
    const { path, serving } = await startServer(async (request) => {
      names.push(request.message.name);
      await release.opened;
      return echo(request);
    });
    const client = await new RawClient(path).open();
    client.send({ id: 1, name: 'wait' });
    while (names.length === 0) await new Promise(setImmediate);
    const closed = serving.close();
    client.send({ id: 2, name: 'late' });
    release.open();
    expect(await client.message()).toMatchObject({ id: 1 });
    expect(await client.line()).toBeNull();
    await closed;
    expect(names).toEqual(['wait']);
  });

  it('cuts off handlers that never answer, and tells them that their peer is gone', async () => {
    const asked = gate();
    const gone = gate();
    const { path, serving } = await startServer(
      ({ peer }) => {
        peer.gone.addEventListener('abort', () => gone.open());
        asked.open();
        return new Promise(() => {});
      },
      { graceMs: 20 },
    );
    const client = await new RawClient(path).open();
    client.send({ id: 1 });
    await asked.opened;
    await serving.close();
    await gone.opened;
    expect(await client.line()).toBeNull();
  });

  it.each([1, 2])('cuts off a client that does not read, on wire version %i', async (wire) => {
    const asked = gate();
    const { path, serving } = await startServer(
      () => {
        asked.open();
        return { response: { ballast: 'x'.repeat(8 * 1024 * 1024) }, keepServing: true };
      },
      { graceMs: 20 },
    );
    const client = wire === 1 ? new RawClient(path) : await new RawClient(path).open();
    client.socket.pause();
    client.send({ id: 1 });
    await asked.opened;
    await serving.close();
  });

  it('ends when the last answer is read, however slowly the client begins', async () => {
    const ballast = 'x'.repeat(8 * 1024 * 1024);
    const asked = gate();
    const { path, serving } = await startServer(() => {
      asked.open();
      return { response: { ballast }, keepServing: false };
    });
    const client = new RawClient(path);
    client.socket.pause();
    client.send({ name: 'shutdown' });
    await asked.opened;
    client.socket.resume();
    expect(await client.message()).toEqual({ ballast });
    await serving.closed;
  });

  it('does not wait for the grace when a client goes on sending until it sees the end', async () => {
    const { path, serving } = await startServer();
    const client = await new RawClient(path).open();
    const closed = serving.close();
    client.send(...Array.from({ length: 20_000 }, (_, id) => ({ id, name: 'late' })));
    expect(await client.line()).toBeNull();
    await closed;
  });

  it('takes nothing more from a client that waits for room', async () => {
    const full = gate();
    const release = gate();
    let taken = 0;
    const { path, serving } = await startServer(
      async (request) => {
        taken += 1;
        if (taken === 64) full.open();
        await release.opened;
        return echo(request);
      },
      { graceMs: 20 },
    );
    const client = await new RawClient(path).open();
    client.send(...Array.from({ length: 200 }, (_, id) => ({ id })));
    await full.opened;
    await serving.close();
    release.open();
    await release.opened;
    expect(taken).toBe(64);
  });

  it('leaves nothing for a server that was closed before', async () => {
    const server = await listen(socketPath());
    await server.close();
    await serveSocket(server, echo).close();
  });
});
