import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type Address,
  checkToken,
  connect,
  listen,
  type SocketServer,
  sendRequest,
  serveSocket,
} from '../../src/socket/index.js';
import { tokenGate } from '../../src/socket/token.js';
import { echo, RawClient, socketPath, TOKEN } from './support.js';

const REFUSAL = 'Expected the first line to open version 2 of the wire with the token of this server.';

async function listening(address: Address): Promise<SocketServer> {
  const server = await listen(address);
  onTestFinished(() => server.close());
  return server;
}

/** A server that wants the token; `taken` has the names of the requests that its handler got. */
async function guarded(address: Address): Promise<{ address: Address; taken: unknown[] }> {
  const server = await listening(address);
  const taken: unknown[] = [];
  const serving = serveSocket(
    server,
    (request) => {
      taken.push(request.message.name);
      return echo(request);
    },
    { token: TOKEN, hello: () => ({ trail: 'release' }) },
  );
  onTestFinished(() => serving.close());
  return { address: server.address, taken };
}

const PLACES: readonly [string, () => Address][] = [
  ['a port', () => ({ host: '127.0.0.1', port: 0 })],
  ['a unix socket with a token', () => socketPath()],
];

describe.each(PLACES)('a server on %s', (_, place) => {
  it('serves who opens version 2 with its token', async () => {
    const { address } = await guarded(place());
    const connection = await connect(address, { token: TOKEN });
    expect(connection.hello).toEqual({ autotrail: 2, trail: 'release' });
    expect(await connection.request('list')).toMatchObject({ result: { name: 'list' } });
    await connection.close();
  });

  it.each([
    ['no token', { autotrail: 2 }],
    ['another token', { autotrail: 2, token: `${TOKEN.slice(0, -1)}!` }],
    ['a part of the token', { autotrail: 2, token: TOKEN.slice(0, -1) }],
    ['more than the token', { autotrail: 2, token: `${TOKEN} ` }],
    ['an empty token', { autotrail: 2, token: '' }],
    ['a token that is no string', { autotrail: 2, token: [TOKEN] }],
    ['no token and another version', { autotrail: 3 }],
  ])('says one sentence, and nothing of its trail, to a client with %s, and hears no more of it', async (_what, first) => {
    const { address, taken } = await guarded(place());
    const client = new RawClient(address).send(
      first,
      { id: 1, name: 'skip' },
      { autotrail: 2, token: TOKEN },
      { id: 2, name: 'skip' },
    );
    const error = { code: 'AUTOTRAIL_UNAUTHORISED', message: REFUSAL, hint: expect.any(String) };
    expect(await client.message()).toEqual({ id: null, name: null, result: null, error });
    expect(await client.line()).toBeNull();
    await client.closed;
    expect(taken).toEqual([]);
  });

  it('refuses version 1, which knows no tokens, whatever fields the request has', async () => {
    const { address, taken } = await guarded(place());
    for (const fields of [{}, { token: TOKEN }]) {
      expect(await sendRequest(address, { name: 'list', ...fields })).toEqual({ name: null, result: null, error: REFUSAL });
    }
    expect(taken).toEqual([]);
  });

  it('refuses a first line with two tokens', async () => {
    const { address, taken } = await guarded(place());
    const client = new RawClient(address);
    client.socket.write(`{"autotrail":2,"token":"wrong","token":"${TOKEN}"}\n{"id":1,"name":"skip"}\n`);
    const line = await client.line();
    expect(line).toContain('twice');
    expect(line).not.toContain(TOKEN);
    expect(await client.line()).toBeNull();
    expect(taken).toEqual([]);
  });

  it('is known to its clients as one that refuses them, in an error without tokens', async () => {
    const { address } = await guarded(place());
    const wrong = 'a-wrong-token-of-a-good-length';
    for (const options of [{}, { token: wrong }]) {
      const error = await connect(address, options).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'AUTOTRAIL_UNAUTHORISED', message: REFUSAL });
      expect(inspect(error, { depth: 9 })).not.toMatch(new RegExp(`${wrong}|${TOKEN}`));
    }
  });
});

describe('a server on a port', () => {
  it('must have a token', async () => {
    const server = await listening({ host: '127.0.0.1', port: 0 });
    expect(() => serveSocket(server, echo)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_TOKEN' }));
  });

  it('tells a starter without its token that the port is in use, and not by which trail', async () => {
    const { address } = await guarded({ host: '127.0.0.1', port: 0 });
    await expect(listen(address)).rejects.toMatchObject({ code: 'AUTOTRAIL_SOCKET_IN_USE', details: { trail: null } });
  });
});

describe('a token', () => {
  it.each([
    '',
    'secret',
    'x'.repeat(21),
    `${'x'.repeat(30)} y`,
    `${'x'.repeat(30)}\n`,
    'é'.repeat(30),
    `${'x'.repeat(30)}\ud83d`,
  ])('is not %j, which the error does not show', async (token) => {
    const refusal = expect.objectContaining({
      code: 'AUTOTRAIL_BAD_TOKEN',
      details: { found: 'one that is shorter, or has other characters' },
    });
    expect(() => checkToken(token)).toThrow(refusal);
    expect(() => tokenGate(token)).toThrow(refusal);
    const server = await listening(socketPath());
    expect(() => serveSocket(server, echo, { token })).toThrow(refusal);
  });

  it.each(['x'.repeat(22), '!"#$%&\'()*+,-./[\\]^_`{|}~'])('may be %j', (token) => {
    expect(checkToken(token)).toBe(token);
    expect(() => tokenGate(token)({ autotrail: 2, token }, 2)).not.toThrow();
  });

  it('is not wanted where there is none', () => {
    expect(() => tokenGate(undefined)({}, 1)).not.toThrow();
  });
});
