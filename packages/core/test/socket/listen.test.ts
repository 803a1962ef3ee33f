import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Address, connect, listen, type SocketServer, sendRequest, serveSocket } from '../../src/socket/index.js';
import {
  echo,
  gate,
  holdUpProcess,
  leaveDeadSocket,
  RawClient,
  socketPath,
  startProcess,
  startRawServer,
  startServer,
  TOKEN,
  temporaryFolder,
} from './support.js';

async function listenHere(address: Address): Promise<SocketServer> {
  const server = await listen(address);
  onTestFinished(() => server.close());
  return server;
}

function refusal(code: string): unknown {
  return expect.objectContaining({ code });
}

describe('listen on a path', () => {
  it('makes a socket for its owner only, and nothing else, under any umask', async () => {
    const before = process.umask();
    onTestFinished(() => void process.umask(before));
    for (const mask of [0o000, 0o022, 0o077, 0o777]) {
      process.umask(before);
      const path = socketPath();
      process.umask(mask);
      await listenHere(path);
      expect(lstatSync(path).mode & 0o777).toBe(0o600);
      expect(readdirSync(dirname(path))).toEqual(['trail.sock']);
      expect(process.umask()).toBe(mask);
    }
  });

  it('serves a client that came before anybody served', async () => {
    const path = socketPath();
    const server = await listenHere(path);
    const client = new RawClient(path).send({ name: 'early' });
    await once(client.socket, 'connect');
    const serving = serveSocket(server, echo);
    expect(await client.message()).toMatchObject({ result: { name: 'early' } });
    await serving.close();
  });

  it('takes the place of the socket that a killed process left', async () => {
    const path = socketPath();
    const child = startProcess(
      `require('node:net').createServer().listen(process.argv[1], () => console.log('listening'))`,
      path,
    );
    await once(child.stdout, 'data');
    await expect(listen(path, { probeTimeoutMs: 20 })).rejects.toThrow(refusal('AUTOTRAIL_SOCKET_IN_USE'));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(path)).toBe(true);
    serveSocket(await listenHere(path), echo);
    expect(await sendRequest(path, { name: 'hello' })).toMatchObject({ result: { name: 'hello' } });
    expect(readdirSync(dirname(path))).toEqual(['trail.sock']);
  });

  it('refuses the path of a live server, and names its trail', async () => {
    const { path } = await startServer(echo, { hello: () => ({ trail: 'release' }) });
    await expect(listen(path)).rejects.toMatchObject({
      code: 'AUTOTRAIL_SOCKET_IN_USE',
      message: `Expected nobody to answer at ${path}, found the trail "release".`,
      details: { address: path, trail: 'release' },
    });
    expect(await sendRequest(path, { name: 'still there' })).toMatchObject({ error: null });
  });

  it.each<[string, (path: string) => Promise<string>]>([
    ['says nothing', () => startRawServer(() => {})],
    ['hangs up', () => startRawServer((socket) => socket.end())],
    ['speaks another language', () => startRawServer((socket) => socket.end('220 ready\r\n'))],
    ['has a trail without a name', async () => (await startServer(echo, { hello: () => ({ trail: 7 }) })).path],
  ])('refuses the path of a server that %s', async (_, start) => {
    const path = await start('');
    await expect(listen(path, { probeTimeoutMs: 20 })).rejects.toMatchObject({
      code: 'AUTOTRAIL_SOCKET_IN_USE',
      details: { trail: null },
    });
    expect(readdirSync(dirname(path))).toEqual(['trail.sock']);
  });

  it('hangs up on the server that it asked', async () => {
    const hungUp = gate();
    const path = await startRawServer((socket) => {
      socket.once('close', () => hungUp.open());
      socket.write('{"autotrail":2,"trail":"release"}\n');
    });
    await expect(listen(path)).rejects.toMatchObject({ details: { trail: 'release' } });
    await hungUp.opened;
  });

  it('refuses what is no socket, and leaves it alone', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), 'precious');
    mkdirSync(join(folder, 'folder'));
    symlinkSync('file', join(folder, 'link'));
    symlinkSync('nothing', join(folder, 'dangling'));
    for (const [name, found] of Object.entries({
      file: 'a file',
      folder: 'a folder',
      link: 'a symbolic link',
      dangling: 'a symbolic link',
    })) {
      const path = join(folder, name);
      await expect(listen(path)).rejects.toMatchObject({ code: 'AUTOTRAIL_NOT_A_SOCKET', details: { path, found } });
    }
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('precious');
    expect(readdirSync(folder).sort()).toEqual(['dangling', 'file', 'folder', 'link']);
  });

  it('refuses a folder that is not there, or is none', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(listen(join(folder, 'missing', 'a.sock'))).rejects.toThrow(refusal('AUTOTRAIL_NO_SOCKET_FOLDER'));
    await expect(listen(join(folder, 'file', 'a.sock'))).rejects.toThrow(refusal('AUTOTRAIL_NO_SOCKET_FOLDER'));
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('refuses a path that is too long, the temporary one included, and makes nothing', async () => {
    const limit = process.platform === 'darwin' ? 103 : 107;
    const root = temporaryFolder();
    const tooLong = join(root, 'x'.repeat(limit - root.length));
    expect(tooLong.length).toBe(limit + 1);
    await expect(listen(tooLong)).rejects.toThrow(refusal('AUTOTRAIL_SOCKET_PATH_TOO_LONG'));

    const folder = join(root, 'x'.repeat(limit - '/.at-XXXXXX/s'.length - root.length));
    mkdirSync(folder);
    const shortName = join(folder, 's');
    expect(shortName.length).toBeLessThan(limit);
    await expect(listen(shortName)).rejects.toThrow(refusal('AUTOTRAIL_SOCKET_PATH_TOO_LONG'));
    expect(readdirSync(root)).toEqual([folder.slice(root.length + 1)]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['\0trail', '@trail'])('listens on no abstract socket such as %j, which has no mode', async (address) => {
    const folder = temporaryFolder();
    const before = process.cwd();
    onTestFinished(() => process.chdir(before));
    process.chdir(folder);
    await expect(listen(address)).rejects.toMatchObject({
      code: 'AUTOTRAIL_BAD_ADDRESS',
      message: expect.stringContaining('an abstract socket'),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes a dead socket for dead, however late it hears of that', async () => {
    const path = await leaveDeadSocket();
    const listening = listen(path, { probeTimeoutMs: 1 });
    holdUpProcess(20);
    await (await listening).close();
  });

  it('accepts the longest path there is room for', async () => {
    const limit = process.platform === 'darwin' ? 103 : 107;
    const root = temporaryFolder();
    const longest = join(root, 'x'.repeat(limit - root.length - 1));
    serveSocket(await listenHere(longest), echo);
    expect(await sendRequest(longest, { name: 'far' })).toMatchObject({ error: null });
    expect(readdirSync(root)).toEqual([longest.slice(root.length + 1)]);
  });

  it.each<[string, (path: string) => Promise<unknown>]>([
    ['an empty place', async () => {}],
    ['a dead socket', leaveDeadSocket],
  ])('lets one of many starters have %s', async (_, prepare) => {
    const path = socketPath();
    await prepare(path);
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => listen(path, { probeTimeoutMs: 20 })));
    const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }) => value);
    onTestFinished(async () => {
      for (const winner of winners) await winner.close();
    });
    expect(winners).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'AUTOTRAIL_SOCKET_IN_USE' });
    }
    expect(readdirSync(dirname(path))).toEqual(['trail.sock']);
    for (const winner of winners) serveSocket(winner, echo);
    expect(await sendRequest(path, { name: 'who won?' })).toMatchObject({ error: null });
  });
});

describe('closing a server', () => {
  it('removes its socket', async () => {
    const path = socketPath();
    const server = await listen(path);
    await server.close();
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('never removes the socket of another server', async () => {
    const path = socketPath();
    const first = await listen(path);
    unlinkSync(path);
    serveSocket(await listenHere(path), echo);
    await first.close();
    expect(await sendRequest(path, { name: 'mine' })).toMatchObject({ error: null });
  });

  it('does nothing the second time, whatever stands at its path by then', async () => {
    const path = socketPath();
    const first = await listen(path);
    await first.close();
    serveSocket(await listenHere(path), echo);
    await first.close();
    expect(await sendRequest(path, { name: 'mine' })).toMatchObject({ error: null });
  });

  it('leaves a file alone that took the place of its socket', async () => {
    const path = socketPath();
    const server = await listen(path);
    unlinkSync(path);
    writeFileSync(path, 'precious');
    await server.close();
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('finds a relative path again after the process has changed its folder', async () => {
    const folder = temporaryFolder();
    const before = process.cwd();
    onTestFinished(() => process.chdir(before));
    process.chdir(folder);
    const server = await listen('./trail.sock');
    expect(server.address).toBe('./trail.sock');
    process.chdir(before);
    await server.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('ends connections that nobody served', async () => {
    const path = socketPath();
    const server = await listen(path);
    const client = new RawClient(path);
    await once(client.socket, 'connect');
    await server.close();
    expect(await client.line()).toBeNull();
  });
});

describe('listen on a port', () => {
  it('serves on a port that the system chooses', async () => {
    const server = await listenHere({ host: '127.0.0.1', port: 0 });
    serveSocket(server, echo, { token: TOKEN });
    expect(server.address).toEqual({ host: '127.0.0.1', port: expect.any(Number) });
    const connection = await connect(server.address, { token: TOKEN });
    expect(await connection.request('over TCP')).toMatchObject({ result: { name: 'over TCP' } });
    await connection.close();
  });

  it('refuses the port of a server that is no AutoTrail, or has not said so yet', async () => {
    const server = await listenHere({ host: '127.0.0.1', port: 0 });
    await expect(listen(server.address, { probeTimeoutMs: 20 })).rejects.toMatchObject({
      code: 'AUTOTRAIL_SOCKET_IN_USE',
      details: { trail: null },
    });
  });

  it('refuses hosts that others can reach', async () => {
    await expect(listen({ host: '0.0.0.0', port: 0 })).rejects.toThrow(refusal('AUTOTRAIL_BAD_ADDRESS'));
  });
});
