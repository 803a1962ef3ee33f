import { getEventListeners } from 'node:events';
import type { JsonObject, JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import type { ApiResponse } from '../../src/api/api-call.js';
import { Deferred } from '../../src/deferred.js';
import { MemoryTransport } from '../../src/ports/memory-transport.js';
import type { ApiRequest, ApiServer } from '../../src/ports/transport.js';
import { codeOf, quiet, watch } from '../support/manager-rig.js';

/** A server that keeps what it is asked, and answers when the test says so. */
class HandServer implements ApiServer {
  readonly requests: ApiRequest[] = [];
  readonly answers: Deferred<ApiResponse>[] = [];
  readonly greeting = { trail: 'hand', revision: 0 };

  hello(): JsonObject {
    return this.greeting;
  }

  handle(request: ApiRequest): Promise<ApiResponse> {
    const answer = new Deferred<ApiResponse>();
    this.requests.push(request);
    this.answers.push(answer);
    return answer.promise;
  }

  answer(position: number, result: JsonValue): void {
    this.answers[position]?.resolve({ name: 'call', result, error: null });
  }
}

async function connected() {
  const server = new HandServer();
  const transport = new MemoryTransport();
  await transport.listen(server);
  const connection = await transport.connect();
  return { server, transport, connection };
}

describe('connecting', () => {
  it('is answered with SERVER_GONE while no server listens: before, and after', async () => {
    const transport = new MemoryTransport();
    expect(await codeOf(transport.connect())).toBe('AUTOTRAIL_SERVER_GONE');
    await transport.listen(new HandServer());
    await transport.connect();
    await transport.close();
    expect(await codeOf(transport.connect())).toBe('AUTOTRAIL_SERVER_GONE');
  });

  it('brings the hello as it was then', async () => {
    const { server, transport, connection } = await connected();
    server.greeting.revision = 7;
    expect(connection.hello).toEqual({ trail: 'hand', revision: 0 });
    expect((await transport.connect()).hello).toEqual({ trail: 'hand', revision: 7 });
  });

  it('is served by one server at a time, the next one after the first has closed', async () => {
    const { transport } = await connected();
    expect(await codeOf(transport.listen(new HandServer()))).toBe('AUTOTRAIL_TRANSPORT_IN_USE');
    await transport.close();
    await transport.listen(new HandServer());
    await expect(transport.connect()).resolves.toBeDefined();
  });
});

describe('a request', () => {
  it('reaches the server as a message of wire 2, and is answered', async () => {
    const { server, connection } = await connected();
    const answer = connection.request('pause', { tags: { phase: 'deploy' } });
    expect(server.requests[0]).toMatchObject({ wire: 2, message: { name: 'pause', tags: { phase: 'deploy' } } });
    server.answer(0, [1, 2]);
    expect(await answer).toEqual({ name: 'call', result: [1, 2], error: null });
  });

  it('keeps its name, whatever the fields say', async () => {
    const { server, connection } = await connected();
    void connection.request('status', { name: 'shutdown' });
    expect(server.requests[0]?.message).toEqual({ name: 'status' });
  });

  it('shares nothing that either side could change afterwards', async () => {
    const { server, connection } = await connected();
    const fields = { tags: { phase: 'deploy' } };
    const answer = connection.request('pause', fields);
    fields.tags.phase = 'changed';
    expect(server.requests[0]?.message).toEqual({ name: 'pause', tags: { phase: 'deploy' } });
    const result = { state: 'Ready' };
    server.answer(0, result);
    const received = await answer;
    result.state = 'changed';
    expect(received.result).toEqual({ state: 'Ready' });
  });

  it('is refused where a socket would refuse it: a key that names the prototype of an object is sent nowhere', async () => {
    const { server, connection } = await connected();
    const fields = { tags: JSON.parse('{"__proto__": "x"}') };
    expect(await codeOf(connection.request('pause', fields))).toBe('AUTOTRAIL_FORBIDDEN_KEY');
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['a Date', { at: new Date(0) }],
    ['a function', { at: () => 1 }],
    ['undefined', { at: undefined }],
    ['more than 64 levels', { at: JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`) }],
  ])('is refused before it is sent if it holds %s', async (_, fields) => {
    const { server, connection } = await connected();
    expect(await codeOf(connection.request('pause', fields as unknown as JsonObject))).toBe('AUTOTRAIL_NOT_JSON');
    expect(server.requests).toEqual([]);
  });

  it('may be one of many under way, answered in any order', async () => {
    const { server, connection } = await connected();
    const answers = [0, 1, 2].map((i) => connection.request(`call ${i}`));
    for (const i of [2, 0, 1]) server.answer(i, i);
    expect((await Promise.all(answers)).map(({ result }) => result)).toEqual([0, 1, 2]);
  });

  it('fails with the reason of its signal, before and while it is under way, and leaves no listener behind', async () => {
    const { server, connection } = await connected();
    await expect(connection.request('wait', {}, { signal: AbortSignal.abort('never mind') })).rejects.toBe('never mind');
    expect(server.requests).toEqual([]);
    const leaving = new AbortController();
    const answer = connection.request('wait', {}, { signal: leaving.signal });
    leaving.abort('changed my mind');
    await expect(answer).rejects.toBe('changed my mind');
    const answered = connection.request('wait', {}, { signal: new AbortController().signal });
    const { signal } = new AbortController();
    const other = connection.request('wait', {}, { signal });
    server.answer(1, 1);
    server.answer(2, 2);
    await Promise.all([answered, other]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('closing by the client', () => {
  it('fails what is under way and what comes later with SERVER_GONE, and tells the server that the peer is gone', async () => {
    const { server, connection } = await connected();
    const underWay = codeOf(connection.request('wait'));
    const peer = server.requests[0]?.peer;
    expect(peer?.gone.aborted).toBe(false);
    await connection.close();
    expect(await underWay).toBe('AUTOTRAIL_SERVER_GONE');
    expect(peer?.gone.aborted).toBe(true);
    expect(peer?.push('events', {})).toBe(false);
    expect(await codeOf(connection.request('status'))).toBe('AUTOTRAIL_SERVER_GONE');
    expect(server.requests).toHaveLength(1);
    server.answer(0, 'too late');
    await quiet();
  });

  it('resolves `closed`, however often it is done', async () => {
    const { connection } = await connected();
    const closed = watch(connection.closed);
    await quiet();
    expect(closed.isSettled).toBe(false);
    await connection.close();
    await connection.close();
    await connection.closed;
  });

  it('does not keep the server from closing', async () => {
    const { transport, connection } = await connected();
    void connection.request('wait').catch(() => undefined);
    await connection.close();
    await transport.close();
  });
});

describe('closing by the server', () => {
  it('waits until what is under way is answered, and takes nothing new meanwhile', async () => {
    const { server, transport, connection } = await connected();
    const other = await transport.connect();
    const answer = connection.request('status');
    const closed = watch(transport.close());
    await quiet();
    expect(closed.isSettled).toBe(false);
    expect(await codeOf(connection.request('status'))).toBe('AUTOTRAIL_SERVER_GONE');
    await other.closed;
    server.answer(0, 'answered');
    expect((await answer).result).toBe('answered');
    await connection.closed;
    await quiet();
    expect(closed.isSettled).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  it('is done at once when nobody is connected, and can be done twice', async () => {
    const transport = new MemoryTransport();
    await transport.close();
    await transport.listen(new HandServer());
    await transport.close();
    await transport.close();
  });
});

describe('pushes', () => {
  it('come as copies, in order, to every listener of that connection only', async () => {
    const { server, transport, connection } = await connected();
    const other = await transport.connect();
    const heard: string[] = [];
    connection.onPush(({ subscription, event }) => heard.push(`first ${subscription} ${JSON.stringify(event)}`));
    connection.onPush(({ event }) => heard.push(`second ${JSON.stringify(event)}`));
    other.onPush(() => heard.push('other'));
    void connection.request('subscribe');
    const event = { revision: 1 };
    expect(server.requests[0]?.peer.push('events', event)).toBe(true);
    event.revision = 9;
    server.requests[0]?.peer.push('events', { revision: 2 });
    await quiet();
    expect(heard).toEqual([
      'first events {"revision":1}',
      'second {"revision":1}',
      'first events {"revision":2}',
      'second {"revision":2}',
    ]);
  });

  it('come from one and the same peer, whichever request brought it', async () => {
    const { server, transport, connection } = await connected();
    void connection.request('a');
    void connection.request('b');
    void (await transport.connect()).request('c');
    const [a, b, c] = server.requests.map(({ peer }) => peer);
    expect(a).toBe(b);
    expect(c).not.toBe(a);
  });

  it('end for a listener with its own taking back, though it was on twice', async () => {
    const { server, connection } = await connected();
    let heard = 0;
    const listener = (): void => {
      heard += 1;
    };
    const off = connection.onPush(listener);
    connection.onPush(listener);
    void connection.request('subscribe');
    server.requests[0]?.peer.push('events', {});
    await quiet();
    off();
    server.requests[0]?.peer.push('events', {});
    await quiet();
    expect(heard).toBe(3);
  });

  it('to a listener that throws hurt neither the server nor the other listeners', async () => {
    const { server, connection } = await connected();
    const heard: string[] = [];
    const uncaught: unknown[] = [];
    const before = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => uncaught.push(error.message));
    connection.onPush(() => {
      throw new Error('a bug of the client');
    });
    connection.onPush(() => heard.push('well'));
    void connection.request('subscribe');
    expect(server.requests[0]?.peer.push('events', {})).toBe(true);
    await quiet();
    for (const listener of before) process.on('uncaughtException', listener);
    expect(heard).toEqual(['well']);
    expect(uncaught).toEqual(['a bug of the client']);
  });
});
