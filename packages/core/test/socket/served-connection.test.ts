import { describe, expect, it, onTestFinished } from 'vitest';
import { connect, type HandlerResult, listen, type SocketRequest, sendRequest, serveSocket } from '../../src/socket/index.js';
import { echo, gate, RawClient, socketPath, startServer, TOKEN } from './support.js';

/** Lets the server take many turns, which it needs to answer other clients. */
async function letServerWork(path: string): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await sendRequest(path, { name: 'list' });
}

describe('a connection', () => {
  it('bears a source that the server made up, whatever the request says of its sender', async () => {
    const sources: string[] = [];
    const note = (request: SocketRequest): HandlerResult => {
      sources.push(request.peer.source);
      return echo(request);
    };
    const { path } = await startServer(note);
    const forged = { source: 'unix:/elsewhere#1', uid: 0, pid: 1, actor: 'root' };
    await sendRequest(path, { name: 'list', ...forged });
    const client = await new RawClient(path).open(forged);
    client.send({ id: 1, name: 'list', peer: forged, ...forged }, { id: 2, name: 'list' });
    await client.message();
    await client.message();
    await sendRequest(path, { name: 'list' });
    expect(sources).toEqual([`unix:${path}#1`, `unix:${path}#2`, `unix:${path}#2`, `unix:${path}#3`]);
  });

  it('bears the port of its client as its source on a port', async () => {
    const sources: string[] = [];
    const server = await listen({ host: 'localhost', port: 0 });
    const serving = serveSocket(
      server,
      (request) => {
        sources.push(request.peer.source);
        return echo(request);
      },
      { token: TOKEN },
    );
    const client = await new RawClient(server.address).open({ token: TOKEN });
    client.send({ id: 1, name: 'list' });
    await client.message();
    expect(sources).toEqual([`tcp:${client.socket.localAddress}:${client.socket.localPort}#1`]);
    await serving.close();
  });

  it('has at most 64 requests under way, and takes the others when there is room', async () => {
    const full = gate();
    const release = gate();
    let taken = 0;
    const { path } = await startServer(async (request: SocketRequest): Promise<HandlerResult> => {
      if (request.wire === 1) return echo(request);
      taken += 1;
      if (taken === 64) full.open();
      await release.opened;
      return echo(request);
    });
    const client = await new RawClient(path).open();
    client.send(...Array.from({ length: 1_000 }, (_, id) => ({ id })));
    await full.opened;
    await letServerWork(path);
    expect(taken).toBe(64);
    release.open();
    for (let id = 0; id < 1_000; id += 1) expect(await client.message()).toMatchObject({ id });
  });

  it('takes no requests from a client that does not read its answers, until it does', async () => {
    const ballast = 'x'.repeat(64 * 1024);
    let taken = 0;
    const { path } = await startServer(
      (request) => {
        if (request.wire === 1) return echo(request);
        taken += 1;
        return { response: { ballast }, keepServing: true };
      },
      { maxBacklogBytes: 256 * 1024 },
    );
    const client = await new RawClient(path).open();
    client.socket.pause();
    client.send(...Array.from({ length: 400 }, (_, id) => ({ id })));
    await letServerWork(path);
    // The bound, the answer that crosses it, and what the system and the client's own socket buffer.
    expect(taken).toBeGreaterThan(4);
    expect(taken).toBeLessThan(40);
    client.socket.resume();
    for (let id = 0; id < 400; id += 1) expect(await client.message()).toEqual({ id, ballast });
  });

  it('is closed when its client never reads and hangs up', async () => {
    const asked = gate();
    const gone = gate();
    const { path } = await startServer(
      (request) => {
        request.peer.gone.addEventListener('abort', () => gone.open());
        asked.open();
        return { response: { ballast: 'x'.repeat(8 * 1024 * 1024) }, keepServing: true };
      },
      { maxBacklogBytes: 1024 },
    );
    const client = await new RawClient(path).open();
    client.socket.pause();
    client.send({ id: 1 }, { id: 2 });
    await asked.opened;
    client.socket.destroy();
    await gone.opened;
  });

  it('lets every request under way listen for the end, without a warning', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', note);
    onTestFinished(() => void process.off('warning', note));
    const { path } = await startServer((request) => {
      request.peer.gone.addEventListener('abort', () => {});
      return echo(request);
    });
    const client = await new RawClient(path).open();
    client.send(...Array.from({ length: 20 }, (_, id) => ({ id })));
    for (let id = 0; id < 20; id += 1) expect(await client.message()).toMatchObject({ id });
    expect(warnings).toEqual([]);
  });

  it('takes nothing more from a client that broke off while it waited for room', async () => {
    const full = gate();
    const release = gate();
    const gone = gate();
    let taken = 0;
    const server = await listen({ host: '127.0.0.1', port: 0 });
    const serving = serveSocket(
      server,
      async (request) => {
        if (request.message.name === 'list') return echo(request);
        taken += 1;
        request.peer.gone.addEventListener('abort', () => gone.open());
        if (taken === 64) full.open();
        await release.opened;
        return echo(request);
      },
      { token: TOKEN },
    );
    const client = await new RawClient(server.address).open({ token: TOKEN });
    client.send(...Array.from({ length: 200 }, (_, id) => ({ id })));
    await full.opened;
    client.socket.resetAndDestroy();
    await gone.opened;
    release.open();
    const other = await connect(server.address, { token: TOKEN });
    await other.request('list');
    expect(taken).toBe(64);
    await other.close();
    await serving.close();
  });

  it('answers what was asked before its client shut down its writing side, then closes', async () => {
    const asked = gate();
    const release = gate();
    const { path } = await startServer(async (request) => {
      request.peer.gone.addEventListener('abort', () => release.open());
      asked.open();
      await release.opened;
      return echo(request);
    });
    const client = await new RawClient(path).open();
    client.send({ id: 1, name: 'wait' });
    await asked.opened;
    client.socket.end();
    expect(await client.message()).toMatchObject({ id: 1, result: { name: 'wait' } });
    expect(await client.line()).toBeNull();
  });

  it.each([
    { what: 'hung up', wire: 1, isPort: false, leave: (client: RawClient) => client.socket.destroy() },
    { what: 'hung up', wire: 2, isPort: false, leave: (client: RawClient) => client.socket.destroy() },
    { what: 'hung up', wire: 2, isPort: true, leave: (client: RawClient) => client.socket.destroy() },
    { what: 'reset the connection', wire: 2, isPort: true, leave: (client: RawClient) => client.socket.resetAndDestroy() },
  ])(
    'survives a client that has $what before its answer on wire version $wire (port: $isPort)',
    async ({ wire, isPort, leave }) => {
      const asked = gate();
      const release = gate();
      const server = await listen(isPort ? { host: '127.0.0.1', port: 0 } : socketPath());
      const token = isPort ? TOKEN : undefined;
      const serving = serveSocket(
        server,
        async (request) => {
          asked.open();
          await release.opened;
          return { ...echo(request), keepServing: request.message.name !== 'last' };
        },
        { token },
      );
      const client = new RawClient(server.address);
      if (wire === 2) await client.open(isPort ? { token: TOKEN } : {});
      client.send({ id: 1, name: 'wait' });
      await asked.opened;
      leave(client);
      await client.closed;
      release.open();
      const last = await connect(server.address, { token });
      expect(await last.request('last')).toMatchObject({ result: { name: 'last' } });
      await serving.closed;
    },
  );

  it('survives a client that goes away in the middle of a line, or of a character', async () => {
    const { path } = await startServer();
    for (const bytes of [Buffer.from('{"na'), Buffer.of(0x22, 0xf0, 0x9f)]) {
      const client = new RawClient(path);
      client.socket.end(bytes);
      expect(await client.line()).toBeNull();
      await client.closed;
    }
    expect(await sendRequest(path, { name: 'list' })).toMatchObject({ error: null });
  });
});
