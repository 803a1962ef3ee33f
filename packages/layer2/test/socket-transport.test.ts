import { inspect } from 'node:util';
import { type Address, sendRequest } from '@autotrail/core/socket';
import type { ApiRequest, ApiServer } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SocketTransport } from '../src/index.js';
import { socketPath } from './support/folders.js';

/** Answers `fail` with an error, everything else with what it was asked. */
function echo(): ApiServer & { readonly requests: ApiRequest[] } {
  const requests: ApiRequest[] = [];
  return {
    requests,
    hello: () => ({ trail: 'echo', revision: 7 }),
    async handle(request) {
      requests.push(request);
      const { name, ...fields } = request.message;
      const error = name === 'fail' ? { code: 'AUTOTRAIL_TEST', message: 'It failed.', hint: 'Try again.' } : null;
      return { name: String(name), result: error === null ? fields : null, error };
    },
  };
}

const LOOPBACK: Address = { host: '127.0.0.1', port: 0 };

async function openPort(
  options: { readonly token?: string } = {},
): Promise<{ transport: SocketTransport; server: ReturnType<typeof echo> }> {
  const transport = new SocketTransport(LOOPBACK, options);
  const server = echo();
  await transport.listen(server);
  onTestFinished(() => transport.close());
  return { transport, server };
}

async function open(): Promise<{ transport: SocketTransport; path: string; server: ReturnType<typeof echo> }> {
  const path = socketPath();
  const transport = new SocketTransport(path);
  const server = echo();
  await transport.listen(server);
  onTestFinished(() => transport.close());
  return { transport, path, server };
}

describe('a socket transport', () => {
  it('carries requests of wire 2, with the hello of its server', async () => {
    const { transport, server } = await open();
    const connection = await transport.connect();
    expect(connection.hello).toMatchObject({ trail: 'echo', revision: 7 });
    expect(await connection.request('a', { b: 1 })).toEqual({ name: 'a', result: { b: 1 }, error: null });
    expect(server.requests).toMatchObject([{ wire: 2, message: { name: 'a', b: 1 } }]);
    await connection.close();
  });

  it('carries requests of wire 1', async () => {
    const { path, server } = await open();
    expect(await sendRequest(path, { name: 'a', b: 1 })).toEqual({ name: 'a', result: { b: 1 }, error: null });
    expect(server.requests).toMatchObject([{ wire: 1, message: { name: 'a', b: 1 } }]);
  });

  it('says errors in a sentence on wire 1, with code and hint on wire 2', async () => {
    const { path, transport } = await open();
    expect(await sendRequest(path, { name: 'fail' })).toEqual({ name: 'fail', result: null, error: 'It failed.' });
    const connection = await transport.connect();
    expect(await connection.request('fail')).toEqual({
      name: 'fail',
      result: null,
      error: { code: 'AUTOTRAIL_TEST', message: 'It failed.', hint: 'Try again.' },
    });
    await connection.close();
  });

  it('answers what is under way before it closes', async () => {
    const { transport } = await open();
    const connection = await transport.connect();
    const answers = Promise.all([connection.request('a'), connection.request('b'), connection.request('c')]);
    await connection.request('d');
    await transport.close();
    expect((await answers).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    await connection.closed;
    await expect(connection.request('e')).rejects.toMatchObject({ code: 'AUTOTRAIL_SERVER_GONE' });
    await expect(transport.connect()).rejects.toMatchObject({ code: 'AUTOTRAIL_SERVER_GONE' });
  });

  it('may be closed without having listened, and again', async () => {
    const transport = new SocketTransport(socketPath());
    await transport.close();
    await transport.listen(echo());
    await transport.close();
    await transport.close();
  });

  it('may listen again after it was closed', async () => {
    const { transport } = await open();
    await transport.close();
    await transport.listen(echo());
    const connection = await transport.connect();
    expect(connection.hello).toMatchObject({ trail: 'echo' });
    await connection.close();
  });

  it('refuses to listen where it listens already', async () => {
    const { transport } = await open();
    await expect(transport.listen(echo())).rejects.toMatchObject({
      code: 'AUTOTRAIL_SOCKET_IN_USE',
      message: expect.stringContaining('"echo"'),
    });
  });

  it.each([{ host: '0.0.0.0', port: 7_000 }, { host: 'example.org', port: 80 }, ''])('has no address %j', async (address) => {
    await expect(new SocketTransport(address).listen(echo())).rejects.toMatchObject({ code: 'AUTOTRAIL_BAD_ADDRESS' });
    await expect(new SocketTransport(address).connect()).rejects.toMatchObject({ code: 'AUTOTRAIL_BAD_ADDRESS' });
  });
});

describe('a socket transport on a port', () => {
  it('draws a token of 256 bits, another one each time, and names the port that the system chose', async () => {
    const tokens = [await openPort(), await openPort()].map(({ transport }) => transport.token);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
    expect(new Set(tokens).size).toBe(2);
    const { transport } = await openPort();
    expect(transport.address).toEqual({ host: '127.0.0.1', port: expect.any(Number) });
    expect(transport.address).not.toEqual(LOOPBACK);
  });

  it('serves those who have the token', async () => {
    const { transport, server } = await openPort();
    const { address, token } = transport;
    for (const end of [transport, new SocketTransport(address, { token })]) {
      const connection = await end.connect();
      expect(connection.hello).toMatchObject({ trail: 'echo' });
      expect(await connection.request('a', { b: 1 })).toEqual({ name: 'a', result: { b: 1 }, error: null });
      await connection.close();
    }
    expect(server.requests.map(({ peer }) => peer.source)).toEqual([
      expect.stringMatching(/^tcp:127\.0\.0\.1:\d+#1$/),
      expect.stringMatching(/^tcp:127\.0\.0\.1:\d+#2$/),
    ]);
  });

  it('serves nobody else, on either wire', async () => {
    const { transport, server } = await openPort();
    const { address } = transport;
    await expect(new SocketTransport(address).connect()).rejects.toMatchObject({ code: 'AUTOTRAIL_UNAUTHORISED' });
    const wrong = new SocketTransport(address, { token: 'x'.repeat(43) });
    await expect(wrong.connect()).rejects.toMatchObject({ code: 'AUTOTRAIL_UNAUTHORISED' });
    expect(await sendRequest(address, { name: 'a', token: transport.token ?? '' })).toMatchObject({ name: null, result: null });
    expect(server.requests).toEqual([]);
  });

  it('takes the token it is given, which must not be one to guess', async () => {
    const { transport } = await openPort({ token: 'a-token-for-just-this-test' });
    expect(transport.token).toBe('a-token-for-just-this-test');
    await (await transport.connect()).close();
    expect(() => new SocketTransport(LOOPBACK, { token: 'secret' })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_TOKEN', message: expect.not.stringContaining('secret') }),
    );
  });

  it('shows its token to nobody who prints it', async () => {
    const { transport } = await openPort();
    const token = transport.token ?? '';
    expect(inspect(transport, { depth: 9, showHidden: true })).not.toContain(token);
    expect(JSON.stringify(transport)).not.toContain(token);
  });
});

describe('a socket transport on a path', () => {
  it('has no token unless it is given one, and then serves only version 2 of the wire', async () => {
    const path = socketPath();
    expect(new SocketTransport(path).token).toBeUndefined();
    const token = 'a-token-for-a-shared-account';
    const transport = new SocketTransport(path, { token });
    await transport.listen(echo());
    onTestFinished(() => transport.close());
    await (await new SocketTransport(path, { token }).connect()).close();
    await expect(new SocketTransport(path).connect()).rejects.toMatchObject({ code: 'AUTOTRAIL_UNAUTHORISED' });
    expect(await sendRequest(path, { name: 'a' })).toMatchObject({ name: null, result: null, error: expect.any(String) });
  });

  it('names the connection that a request came by', async () => {
    const { path, transport, server } = await open();
    await sendRequest(path, { name: 'a' });
    const connection = await transport.connect();
    await connection.request('b');
    await connection.close();
    expect(server.requests.map(({ peer }) => peer.source)).toEqual([`unix:${path}#1`, `unix:${path}#2`]);
  });
});
