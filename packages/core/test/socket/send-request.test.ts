import { describe, expect, it } from 'vitest';
import { type Codec, sendRequest } from '../../src/socket/index.js';
import { echo, gate, holdUpProcess, leaveDeadSocket, RawClient, socketPath, startRawServer, startServer } from './support.js';

describe('sendRequest', () => {
  it('resolves with the answer', async () => {
    const { path } = await startServer();
    expect(await sendRequest(path, { name: 'list', tags: { phase: 'żółw' } })).toEqual({
      name: 'echo',
      result: { name: 'list', tags: { phase: 'żółw' } },
      error: null,
    });
  });

  it('resolves with an answer that reports an error', async () => {
    const { path } = await startServer(() => {
      throw new Error('API name x is invalid.');
    });
    expect(await sendRequest(path, { name: 'x' })).toEqual({ name: 'x', result: null, error: 'API name x is invalid.' });
  });

  it('reads an answer beyond every limit that requests have', async () => {
    const deep = JSON.parse('['.repeat(200) + ']'.repeat(200));
    const { path } = await startServer(() => ({ response: { deep, large: 'é'.repeat(2_000_000) }, keepServing: true }));
    expect(await sendRequest(path, { name: 'status' })).toEqual({ deep, large: 'é'.repeat(2_000_000) });
  });

  it('keeps the answers of many requests apart', async () => {
    const { path } = await startServer();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => sendRequest(path, { name: 'list', i })));
    expect(answers.map(({ result }) => result)).toEqual(answers.map((_, i) => ({ name: 'list', i })));
  });

  it('sends one plain request a connection, as the first version of the wire has it', async () => {
    const received: string[] = [];
    const path = await startRawServer((socket) => {
      socket.on('data', (chunk) => {
        received.push(String(chunk));
        socket.end('{"name":"list","result":[],"error":null}\n');
      });
    });
    expect(await sendRequest(path, { name: 'list' })).toEqual({ name: 'list', result: [], error: null });
    expect(received).toEqual(['%7B%22name%22%3A%22list%22%7D\n']);
  });

  it('hangs up when it has its answer', async () => {
    const hungUp = gate();
    const path = await startRawServer((socket) => {
      socket.once('close', () => hungUp.open());
      socket.write('{}\n');
    });
    await sendRequest(path, { name: 'list' });
    await hungUp.opened;
  });

  it('reads and writes with another codec', async () => {
    const path = await startRawServer((socket) => socket.on('data', (chunk) => socket.end(`${String(chunk).trim()}!\n`)));
    const codec: Codec = { encode: ({ name }) => `${name}?\n`, decode: (said) => ({ said }) };
    expect(await sendRequest(path, { name: 'list' }, { codec })).toEqual({ said: 'list?!' });
  });

  it.each<[string, () => Promise<string>, string]>([
    ['nothing is there', async () => socketPath(), 'ENOENT'],
    ['only a dead socket is there', () => leaveDeadSocket(), 'ECONNREFUSED'],
    ['the connection ends at once', () => startRawServer((socket) => socket.destroy()), ''],
    [
      'the connection ends within the answer',
      () => startRawServer((socket) => socket.end('{"name":')),
      'ended without an answer',
    ],
  ])('fails when %s, naming the address', async (_, prepare, reason) => {
    const path = await prepare();
    await expect(sendRequest(path, { name: 'list' })).rejects.toMatchObject({
      code: 'AUTOTRAIL_SERVER_GONE',
      message: expect.stringContaining(reason),
      details: { address: path },
    });
  });

  it('fails when the server is lost while it works', async () => {
    const path = await startRawServer((socket) => socket.once('data', () => socket.destroy()));
    await expect(sendRequest(path, { name: 'list' })).rejects.toMatchObject({ code: 'AUTOTRAIL_SERVER_GONE' });
  });

  it.each([
    ['[1]\n', 'AUTOTRAIL_BAD_ANSWER'],
    ['"list"\n', 'AUTOTRAIL_BAD_ANSWER'],
    ['220 ready\n', 'AUTOTRAIL_BAD_LINE'],
    [Buffer.of(0x22, 0xff, 0x22, 0x0a), 'AUTOTRAIL_BAD_LINE'],
  ])('fails on the answer %j', async (answer, code) => {
    const path = await startRawServer((socket) => socket.end(answer));
    await expect(sendRequest(path, { name: 'list' })).rejects.toMatchObject({ code });
  });

  it('takes an answer that came in time, however late it can look', async () => {
    const path = await startRawServer((socket) => {
      socket.end('{"error":null}\n');
      holdUpProcess(20);
    });
    expect(await sendRequest(path, { name: 'list' }, { timeoutMs: 1 })).toEqual({ error: null });
  });

  it('gives up when its time is over', async () => {
    const path = await startRawServer(() => {});
    await expect(sendRequest(path, { name: 'list' }, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'AUTOTRAIL_TIMEOUT',
      details: { address: path, timeoutMs: 20 },
    });
  });

  it('waits for its answer however long the timeout', async () => {
    const { path } = await startServer(async (request) => {
      await new Promise(setImmediate);
      return echo(request);
    });
    for (const timeoutMs of [2 ** 31, Number.POSITIVE_INFINITY]) {
      expect(await sendRequest(path, { name: 'list' }, { timeoutMs })).toMatchObject({ error: null });
    }
  });

  it('gives up with the reason of its signal, and hangs up', async () => {
    const controller = new AbortController();
    let hungUp!: Promise<unknown>;
    const path = await startRawServer((socket) => {
      hungUp = new Promise((resolve) => socket.once('close', resolve));
      socket.once('data', () => controller.abort('no patience'));
    });
    await expect(sendRequest(path, { name: 'list' }, { signal: controller.signal })).rejects.toBe('no patience');
    await hungUp;
    await expect(sendRequest(path, { name: 'list' }, { signal: controller.signal })).rejects.toBe('no patience');
  });

  it.each([
    ['a path that is too long', 'x'.repeat(200), 'AUTOTRAIL_SOCKET_PATH_TOO_LONG'],
    ['another machine', { host: '192.0.2.1', port: 80 }, 'AUTOTRAIL_BAD_ADDRESS'],
  ])('refuses %s', async (_, address, code) => {
    await expect(sendRequest(address, { name: 'list' })).rejects.toMatchObject({ code });
  });

  it('is told why the server refuses it', async () => {
    const { path } = await startServer(echo, { maxConnections: 1 });
    await new RawClient(path).open();
    expect(await sendRequest(path, { name: 'list' })).toMatchObject({
      name: null,
      error: expect.stringContaining('takes no more'),
    });
    expect(await sendRequest(path, { name: 'x'.repeat(2 * 1024 * 1024) })).toMatchObject({ name: null });
  });
});
