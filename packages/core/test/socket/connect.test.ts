import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Connection, connect, type Push, type ServeSocketOptions, type SocketRequest } from '../../src/socket/index.js';
import { echo, gate, leaveDeadSocket, type RawClient, socketPath, startProcess, startRawServer, startServer } from './support.js';

async function connected(path: string): Promise<Connection> {
  const connection = await connect(path);
  onTestFinished(() => connection.close());
  return connection;
}

/** A server that says its hello and then does as it is told. */
function startPolite(serve: (socket: RawClient['socket']) => void): Promise<string> {
  return startRawServer((socket) => {
    socket.write('{"autotrail":2}\n');
    socket.once('data', () => serve(socket));
  });
}

describe('connect', () => {
  it('resolves with what the server says at the beginning', async () => {
    const { path } = await startServer(echo, { hello: () => ({ trail: 'release', revision: 7 }) });
    expect((await connected(path)).hello).toEqual({ autotrail: 2, trail: 'release', revision: 7 });
  });

  it.each<[string, () => Promise<string>]>([
    ['nothing is there', async () => socketPath()],
    ['only a dead socket is there', () => leaveDeadSocket()],
    ['the connection ends without a hello', () => startRawServer((socket) => socket.end())],
  ])('fails when %s, naming the address', async (_, prepare) => {
    const path = await prepare();
    await expect(connect(path)).rejects.toMatchObject({ code: 'AUTOTRAIL_SERVER_GONE', details: { address: path } });
  });

  it.each([
    ['{"autotrail":3}', 'something else'],
    ['[]', 'something else'],
    ['{"id":null,"name":null,"result":null,"error":{"code":"X","message":"not you"}}', 'not you'],
    ['{"name":null,"result":null,"error":"API name null is invalid."}', 'API name null is invalid.'],
  ])('fails on the hello %s, with the words of the server', async (hello, found) => {
    const path = await startRawServer((socket) => socket.end(`${hello}\n`));
    await expect(connect(path)).rejects.toMatchObject({ code: 'AUTOTRAIL_BAD_ANSWER', details: { found } });
  });

  it('hangs up on a server whose hello it does not understand', async () => {
    const hungUp = gate();
    const path = await startRawServer((socket) => {
      socket.once('close', () => hungUp.open());
      socket.write('220 ready\n');
    });
    await expect(connect(path)).rejects.toMatchObject({ code: 'AUTOTRAIL_BAD_LINE' });
    await hungUp.opened;
  });

  it('fails with the words of a server that has too many connections', async () => {
    const { path } = await startServer(echo, { maxConnections: 0 });
    await expect(connect(path)).rejects.toThrow('takes no more at a time');
  });

  it('gives up when its time is over, or its signal fires', async () => {
    const controller = new AbortController();
    const silent = await startRawServer((socket) => socket.once('data', () => controller.abort(new Error('no patience'))));
    await expect(connect(silent, { signal: controller.signal })).rejects.toThrow('no patience');
    await expect(connect(silent, { signal: controller.signal })).rejects.toThrow('no patience');
    await expect(connect(silent, { timeoutMs: 20 })).rejects.toMatchObject({ code: 'AUTOTRAIL_TIMEOUT' });
  });

  it('has no time limit once the server has said its hello', async () => {
    const controller = new AbortController();
    const { path } = await startServer();
    const connection = await connect(path, { signal: controller.signal });
    controller.abort();
    expect(await connection.request('list')).toMatchObject({ error: null });
    await connection.close();
  });
});

describe('a connection', () => {
  it('sends name and fields, and resolves with name, result and error', async () => {
    const { path } = await startServer();
    const answer = await (await connected(path)).request('skip', { tags: { n: 1 }, id: 'mine', name: 'mine' });
    expect(answer).toEqual({ name: 'echo', result: { tags: { n: 1 }, name: 'skip' }, error: null });
  });

  it('resolves with the error of an answer', async () => {
    const { path } = await startServer(() => {
      throw new Error('out of paper');
    });
    expect(await (await connected(path)).request('print')).toEqual({
      name: 'print',
      result: null,
      error: {
        code: 'AUTOTRAIL_HANDLER_FAILED',
        message: 'The server could not carry out the request: out of paper.',
        hint: expect.stringContaining('fault of the server'),
      },
    });
  });

  it('takes any error for an error', async () => {
    const path = await startPolite((socket) => socket.write('{"id":1,"error":"broken"}\n{"id":2,"error":{"no":"code"}}\n'));
    const connection = await connected(path);
    const answers = await Promise.all([connection.request('a'), connection.request('b')]);
    expect(answers).toEqual([
      { name: null, result: null, error: { code: 'AUTOTRAIL_BAD_ANSWER', message: 'broken' } },
      { name: null, result: null, error: { code: 'AUTOTRAIL_BAD_ANSWER', message: '{"no":"code"}' } },
    ]);
  });

  it('has many requests under way, answered in any order', async () => {
    const held: (() => void)[] = [];
    const { path } = await startServer(async (request: SocketRequest) => {
      await new Promise<void>((resolve) => {
        held.unshift(resolve);
        if (held.length === 50) for (const release of held) release();
      });
      return echo(request);
    });
    const connection = await connected(path);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => connection.request('list', { i })));
    expect(answers.map(({ result }) => result)).toEqual(answers.map((_, i) => ({ name: 'list', i })));
  });

  it('reads answers beyond every limit that requests have', async () => {
    const deep = JSON.parse('['.repeat(200) + ']'.repeat(200));
    const { path } = await startServer(() => ({ response: { result: [deep, 'x'.repeat(4_000_000)] }, keepServing: true }));
    expect((await (await connected(path)).request('status')).result).toEqual([deep, 'x'.repeat(4_000_000)]);
  });

  it('reads answers with keys that no request may have', async () => {
    const answer = '{"id":1,"result":{"__proto__":{"a":1},"constructor":{"prototype":1},"a":1,"a":2},"error":null}\n';
    const path = await startPolite((socket) => socket.write(answer));
    const { result } = await (await connected(path)).request('status');
    expect(JSON.stringify(result)).toBe('{"__proto__":{"a":1},"constructor":{"prototype":1},"a":2}');
  });

  it('refuses what the server would not read, and stays usable', async () => {
    const { path } = await startServer();
    const connection = await connected(path);
    const frame = JSON.stringify({ x: '', id: 1, name: 'list' }).length;
    expect(await connection.request('list', { x: 'x'.repeat(1024 * 1024 - frame) })).toMatchObject({ error: null });
    const tooLong = connection.request('list', { x: 'x'.repeat(1024 * 1024 - frame + 1) });
    await expect(tooLong).rejects.toMatchObject({ code: 'AUTOTRAIL_LINE_TOO_LONG' });
    const tooDeep = connection.request('list', { x: JSON.parse('['.repeat(64) + ']'.repeat(64)) });
    await expect(tooDeep).rejects.toMatchObject({ code: 'AUTOTRAIL_TOO_DEEP' });
    const forbidden = connection.request('list', { tags: JSON.parse('{"__proto__":1}') });
    await expect(forbidden).rejects.toMatchObject({ code: 'AUTOTRAIL_FORBIDDEN_KEY' });
    expect(await connection.request('list')).toMatchObject({ error: null });
  });

  it('gives a request up with its signal, and drops the late answer', async () => {
    const release = gate();
    const controller = new AbortController();
    const { path } = await startServer(async (request) => {
      if (request.message.name === 'wait') await release.opened;
      return echo(request);
    });
    const connection = await connected(path);
    const given = connection.request('wait', {}, { signal: controller.signal });
    controller.abort(new Error('no patience'));
    await expect(given).rejects.toThrow('no patience');
    release.open();
    expect(await connection.request('list')).toMatchObject({ result: { name: 'list' } });
    await expect(connection.request('list', {}, { signal: controller.signal })).rejects.toThrow('no patience');
  });

  it('fails all that waits, and all that comes later, when the server is lost', async () => {
    const path = socketPath();
    const script = `
      const server = require('node:net').createServer((socket) => socket.write('{"autotrail":2}\\n'));
      server.listen(process.argv[1], () => console.log('listening'));`;
    const child = startProcess(script, path);
    await once(child.stdout, 'data');
    const connection = await connected(path);
    const waiting = [connection.request('wait'), connection.request('wait')];
    child.kill('SIGKILL');
    const reasons = await Promise.all(waiting.map((answer) => answer.catch((reason: unknown) => reason)));
    expect(reasons[0]).toMatchObject({ code: 'AUTOTRAIL_SERVER_GONE', details: { address: path } });
    await connection.close();
    const later = await connection.request('list').catch((reason: unknown) => reason);
    // All the same one: what was first is the reason.
    expect(new Set([...reasons, later]).size).toBe(1);
  });

  it('fails however many are under way, without a warning of the process', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error): number => warnings.push(warning);
    process.on('warning', warned);
    onTestFinished(() => void process.off('warning', warned));
    const connection = await connected(await startPolite((socket) => socket.destroy()));
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => connection.request('wait')));
    const gone = { status: 'rejected', reason: expect.objectContaining({ code: 'AUTOTRAIL_SERVER_GONE' }) };
    expect(answers).toEqual(answers.map(() => gone));
    for (let listeners = 0; listeners < 50; listeners++) connection.onPush(() => {})();
    // Warnings are told in a turn of their own.
    await nextTurn();
    expect(warnings).toEqual([]);
  });

  it('says why the server ended it, if the server did', async () => {
    const path = await startPolite((socket) => socket.end('{"id":null,"error":{"code":"X","message":"closed for today"}}\n'));
    await expect((await connected(path)).request('list')).rejects.toThrow('closed for today');
  });

  it.each(['list\n', '{"id":1}}\n'])('ends when the server says %j', async (nonsense) => {
    const path = await startPolite((socket) => socket.write(nonsense));
    const connection = await connected(path);
    await expect(connection.request('list')).rejects.toMatchObject({ code: 'AUTOTRAIL_SERVER_GONE' });
    await connection.closed;
  });

  it('overlooks lines that are for nobody', async () => {
    const path = await startPolite((socket) => socket.write('[1]\nnull\n{"id":77}\n{"id":"1"}\n{}\n{"id":1,"result":"here"}\n'));
    expect((await (await connected(path)).request('list')).result).toBe('here');
  });

  it('fails what is under way when this side closes it', async () => {
    const { path, serving } = await startServer(() => new Promise(() => {}), { graceMs: 20 });
    const connection = await connected(path);
    const waiting = connection.request('wait');
    await Promise.all([connection.close(), expect(waiting).rejects.toMatchObject({ code: 'AUTOTRAIL_SERVER_GONE' })]);
    await connection.close();
    await expect(connection.request('list')).rejects.toThrow('this side closed the connection');
    await serving.close();
  });
});

describe('pushes', () => {
  const pushing: [(request: SocketRequest) => ReturnType<typeof echo>, ServeSocketOptions] = [
    (request) => {
      for (const event of [1, 2]) request.peer.push('s', event);
      return echo(request);
    },
    {},
  ];

  it('reach every listener in order, before the answer that follows them', async () => {
    const { path } = await startServer(...pushing);
    const connection = await connected(path);
    const heard: Push[][] = [[], []];
    const listener = (push: Push): unknown => heard[0]?.push(push);
    connection.onPush(listener);
    connection.onPush(listener);
    connection.onPush((push) => heard[1]?.push(push));
    await connection.request('subscribe');
    const [one, two] = [1, 2].map((event) => ({ subscription: 's', event }));
    expect(heard).toEqual([
      [one, one, two, two],
      [one, two],
    ]);
  });

  it('are heard no more after the listener has left', async () => {
    const { path } = await startServer(...pushing);
    const connection = await connected(path);
    const heard: unknown[] = [];
    const leave = connection.onPush(({ event }) => {
      heard.push(event);
      leave();
    });
    await connection.request('subscribe');
    await connection.request('subscribe');
    expect(heard).toEqual([1]);
  });
});

describe('an idle connection', () => {
  /** What something changes, at once, about the pipes that keep this process alive. */
  function livePipesAfter(change: () => unknown): number {
    const livePipes = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'PipeWrap').length;
    const before = livePipes();
    change();
    return livePipes() - before;
  }

  it('keeps the process alive only while a request is under way or a listener is on', async () => {
    const { path } = await startServer();
    const connection = await connected(path);
    const answers: Promise<unknown>[] = [];
    const leavers: (() => void)[] = [];
    const ask = (): number => answers.push(connection.request('list'));
    const listen = (): number => leavers.push(connection.onPush(() => {}));
    expect(livePipesAfter(ask)).toBe(1);
    expect(livePipesAfter(listen)).toBe(0);
    await Promise.all(answers);
    expect(livePipesAfter(() => leavers.pop()?.())).toBe(-1);
    expect(livePipesAfter(ask)).toBe(1);
    await Promise.all(answers);
    expect(livePipesAfter(listen)).toBe(1);
  });
});
