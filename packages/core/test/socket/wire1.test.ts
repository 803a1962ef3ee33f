import { describe, expect, it } from 'vitest';
import { type Handler, MAX_LINE_BYTES, type Peer, percentCodec, sendRequest } from '../../src/socket/index.js';
import { echo, gate, RawClient, startProcess, startServer } from './support.js';

/** A request of so many bytes, without its newline. */
function requestOf(bytes: number): string {
  const frame = '{"name":""}'.length;
  return `{"name":"${'x'.repeat(bytes - frame)}"}`;
}

function nested(levels: number): string {
  return `{"name":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
}

describe('wire version 1', () => {
  it('answers one line with one line, percent-encoded, and closes', async () => {
    const { path } = await startServer();
    const client = new RawClient(path);
    client.socket.write('{"name":"list","tags":{}}\n');
    expect(await client.line()).toBe(
      '%7B%22name%22%3A%22echo%22%2C%22result%22%3A%7B%22name%22%3A%22list%22%2C%22tags%22%3A%7B%7D%7D%2C%22error%22%3Anull%7D',
    );
    expect(await client.line()).toBeNull();
    await client.closed;
  });

  it('reads an encoded request that arrives byte by byte', async () => {
    const { path } = await startServer();
    const client = new RawClient(path);
    for (const byte of Buffer.from(percentCodec.encode({ name: 'żółw 100 %' }))) client.socket.write(Buffer.of(byte));
    expect(await client.message()).toMatchObject({ result: { name: 'żółw 100 %' } });
  });

  it('answers a client that has shut down its writing side', async () => {
    const asked = gate();
    const late = gate();
    const gone: boolean[] = [];
    const { path } = await startServer(async (request) => {
      asked.open();
      await late.opened;
      gone.push(request.peer.gone.aborted);
      return echo(request);
    });
    const client = new RawClient(path);
    client.socket.end('{"name":"list"}\n');
    await asked.opened;
    await new Promise(setImmediate);
    late.open();
    expect(await client.message()).toMatchObject({ result: { name: 'list' } });
    expect(gone).toEqual([false]);
  });

  it('serves a client in another process and another language of its own', async () => {
    const { path } = await startServer();
    const script = `
      const socket = require('node:net').connect(process.argv[1]);
      socket.end('%7B%22name%22%3A%22list%22%7D\\n');
      socket.on('data', (chunk) => process.stdout.write(decodeURIComponent(chunk)));`;
    const child = startProcess(script, path);
    const printed = (await child.stdout.toArray()).join('');
    expect(printed).toBe('{"name":"echo","result":{"name":"list"},"error":null}\n');
  });

  it('says to the handler which wire the request came over', async () => {
    const wires: number[] = [];
    const { path } = await startServer((request) => {
      wires.push(request.wire);
      return echo(request);
    });
    await sendRequest(path, { name: 'list', id: 1 });
    expect(wires).toEqual([1]);
  });

  it('leaves an `id` in the message, where it is a field like any other', async () => {
    const { path } = await startServer();
    expect(await sendRequest(path, { name: 'list', id: 1 })).toMatchObject({ result: { name: 'list', id: 1 } });
  });

  it('keeps keys that every object inherits as they are', async () => {
    const { path } = await startServer();
    const request = JSON.parse('{"name":"list","toString":{"admin":true},"constructor":1,"valueOf":null}');
    const answer = await sendRequest(path, request);
    expect(JSON.stringify(answer.result)).toBe(JSON.stringify(request));
  });

  it('ignores what follows the first line', async () => {
    const names: unknown[] = [];
    const { path } = await startServer((request) => {
      names.push(request.message.name);
      return echo(request);
    });
    const client = new RawClient(path).send({ name: 'first' }, { name: 'second' });
    expect(await client.message()).toMatchObject({ result: { name: 'first' } });
    expect(await client.line()).toBeNull();
    expect(names).toEqual(['first']);
  });

  it.each<[string, Handler]>([
    [
      'throws',
      () => {
        throw new Error('out of paper');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('out of paper'))],
  ])('answers with the error of a handler that %s, and goes on', async (_, fail) => {
    const { path } = await startServer((request) => (request.message.name === 'fail' ? fail(request) : echo(request)));
    expect(await sendRequest(path, { name: 'fail' })).toEqual({ name: 'fail', result: null, error: 'out of paper' });
    expect(await sendRequest(path, { name: 'work' })).toMatchObject({ error: null });
  });

  it('answers with an error when the response is no JSON', async () => {
    const { path } = await startServer(() => ({ response: { name: 'x', result: 1n as never }, keepServing: true }));
    expect(await sendRequest(path, { name: 'x' })).toMatchObject({
      name: 'x',
      result: null,
      error: expect.stringContaining('BigInt'),
    });
  });

  it('names no request in the error if its name is no string', async () => {
    const { path } = await startServer(() => {
      throw new Error('no');
    });
    expect(await sendRequest(path, { name: 7 })).toEqual({ name: null, result: null, error: 'no' });
    expect(await sendRequest(path, {})).toEqual({ name: null, result: null, error: 'no' });
  });

  it.each([
    ['an array', '[1]', 'Expected a request to be a JSON object, got an array of 1.'],
    ['a string', '"list"', 'Expected a request to be a JSON object, got "list".'],
    ['null', 'null', 'Expected a request to be a JSON object, got null.'],
    ['no JSON', 'list', 'Expected a line of JSON, plain or percent-encoded, got text that is not JSON.'],
    ['nothing', '', 'Expected a line of JSON, plain or percent-encoded, got text that is not JSON.'],
    ['a broken percent sequence', '%7', 'Expected a line of JSON, plain or percent-encoded, got a broken percent sequence.'],
    [
      'bad UTF-8',
      Buffer.of(0x22, 0xff, 0x22),
      'Expected a line of JSON, plain or percent-encoded, got bytes that are not UTF-8.',
    ],
    ['65 levels', nested(65), 'Expected JSON of at most 64 levels, got more.'],
    [
      'a key that stands there twice',
      '{"name":"skip","dry_run":true,"dry_run":false}',
      'Expected every key of an object to stand in it once, got the key "dry_run" twice.',
    ],
    [
      'a key that names a prototype',
      '{"name":"skip","\\u005f_proto__":{"admin":true}}',
      'Expected no key that names the prototype of an object, got "__proto__".',
    ],
    ['a line of 1 MiB and a byte', requestOf(MAX_LINE_BYTES + 1), 'Expected a line of at most 1048576 bytes, got a longer one.'],
    [
      'a line that goes on long after that',
      requestOf(4 * MAX_LINE_BYTES),
      'Expected a line of at most 1048576 bytes, got a longer one.',
    ],
  ])('refuses %s with one error, and closes', async (_, line, error) => {
    const { path } = await startServer();
    const client = new RawClient(path);
    client.socket.write(line);
    client.socket.write('\n');
    expect(await client.message()).toEqual({ name: null, result: null, error });
    expect(await client.line()).toBeNull();
    expect(await sendRequest(path, { name: 'next' })).toMatchObject({ error: null });
  });

  it.each([
    ['1 MiB', requestOf(MAX_LINE_BYTES)],
    ['1 MiB less a byte', requestOf(MAX_LINE_BYTES - 1)],
    ['64 levels', nested(64)],
  ])('accepts a request of %s', async (_, line) => {
    const { path } = await startServer();
    const client = new RawClient(path);
    client.socket.write(`${line}\n`);
    expect(await client.message()).toMatchObject({ name: 'echo', result: JSON.parse(line), error: null });
  });

  it('has nothing to push to, and tells the handler when the client is gone', async () => {
    const peers: Peer[] = [];
    const { path } = await startServer((request) => {
      peers.push(request.peer);
      return { response: { pushed: request.peer.push('s', 'event') }, keepServing: true };
    });
    const client = new RawClient(path).send({ name: 'subscribe' });
    expect(await client.message()).toEqual({ pushed: false });
    await client.closed;
    for (const { gone } of peers) if (!gone.aborted) await new Promise((resolve) => gone.addEventListener('abort', resolve));
    expect(peers).toHaveLength(1);
  });
});
