import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import {
  API_CALL_DEFINITIONS,
  answer,
  ManualClock,
  MemoryJournal,
  MemoryTransport,
  Step,
  TRANSITIONS,
  type Transport,
} from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { TrailClient, TrailServer } from '../src/index.js';
import { socketPath, temporaryFolder } from './support/folders.js';
import { emptyStep, heldStep, promise, started } from './support/local.js';
import { TrailHost } from './support/trail-host.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const listeners = (): number[] => SIGNALS.map((signal) => process.listenerCount(signal));

describe('a trail server', () => {
  it('answers clients when it has started, and its trail waits for the call start', async () => {
    const server = await started([[emptyStep('a')]], { name: 'release' });
    await using client = new TrailClient(server.socketFile);
    expect(await client.status({}, { fields: ['name', 'state'] })).toEqual([{ name: 'a', state: 'Ready' }]);
    expect(await client.ping()).toEqual({
      trail: 'release',
      run: expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-z]{4}$/),
      revision: 0,
      trouble: null,
    });
  });

  it('has a socket for its owner alone, whatever the umask', async () => {
    const before = process.umask(0);
    try {
      const { socketFile } = await started([[emptyStep('a')]]);
      expect(statSync(socketFile).mode & 0o777).toBe(0o600);
    } finally {
      process.umask(before);
    }
  });

  it('installs no signal handlers when it starts, and leaves none', async () => {
    const before = listeners();
    const server = await started([[emptyStep('a')]]);
    expect(listeners()).toEqual(before);
    await server.shutdown();
    expect(listeners()).toEqual(before);
  });

  it('takes the path of its socket relative to the working folder', async () => {
    const path = socketPath();
    const { socketFile } = await started([[emptyStep('a')]], { socketFile: relative(process.cwd(), path) });
    expect(socketFile).toBe(path);
    expect(existsSync(path)).toBe(true);
  });

  it('hands the context to its actions', async () => {
    const context = { host: 'db-1' };
    const seen = promise<unknown>();
    const step = new Step((_: unknown, given: typeof context) => seen.resolve(given), { name: 'look' });
    const server = new TrailServer([[step]], { name: 'x', socketFile: socketPath(), context });
    await server.start();
    await new TrailClient(server.socketFile).start();
    expect(await seen.promise).toBe(context);
    await server.shutdown();
  });

  it('is answered for on every transport it is given, as on its socket', async () => {
    const memory = new MemoryTransport();
    const server = await started([[emptyStep('a')]], { transports: [memory] });
    const [near, far] = [new TrailClient(memory), new TrailClient(server.socketFile)];
    expect((await near.pause()).affected).toEqual([{ n: 0, name: 'a' }]);
    expect((await far.pause()).affected).toEqual([]);
    expect(await far.status()).toEqual(await near.status());
    await Promise.all([near.close(), far.close()]);
  });

  it('needs no socket', async () => {
    const memory = new MemoryTransport();
    const server = await started([[emptyStep('a')]], { socketFile: false, transports: [memory] });
    expect(server.socketFile).toBe('');
    await new TrailClient(memory).start();
    expect(await server.finished()).toEqual({ outcome: 'finished' });
  });

  it('is put together from the parts it is given', async () => {
    const journal = new MemoryJournal();
    const clock = new ManualClock(Date.UTC(2026, 0, 31));
    const definitions = {
      ...API_CALL_DEFINITIONS,
      ping: { validators: {}, steps: () => [], predicate: () => false, handlers: [], postProcessor: () => answer('pong') },
    };
    const transitions = { ...TRANSITIONS, rows: { ...TRANSITIONS.rows, pause: { ...TRANSITIONS.rows.skip } } };
    const parts = { journal, clock, definitions, transitions } as const;
    const server = await started([[emptyStep('a')]], parts as typeof parts & { transitions: typeof TRANSITIONS });
    const client = new TrailClient(server.socketFile);
    await client.pause();
    expect(await client.status({}, { fields: ['state', 'since'] })).toEqual([
      { state: 'Skipped', since: '2026-01-31T00:00:00.000Z' },
    ]);
    const records = [];
    for await (const { revision, at } of journal.read()) records.push({ revision, at });
    expect(records).toEqual([0, 1].map((revision) => ({ revision, at: clock.now() })));
    await client.close();
  });

  it('may say that it listens before it serves', async () => {
    const server = await started([[emptyStep('a')]]);
    const before = listeners();
    const serving = server.serve();
    await using client = new TrailClient(server.socketFile);
    expect(await client.shutdown()).toBe(true);
    await serving;
    expect(listeners()).toEqual(before);
  });

  it('can be shut down where its calls have none for that', async () => {
    const { shutdown: _, ...definitions } = API_CALL_DEFINITIONS;
    const server = await started([[emptyStep('a')]], { definitions });
    await server.shutdown();
    expect(existsSync(server.socketFile)).toBe(false);
    expect(await server.finished()).toEqual({ outcome: 'shutdown' });
  });

  it('refuses a definition that is none before anything is opened', () => {
    const socketFile = socketPath();
    const [a, b] = [emptyStep('a'), emptyStep('b')];
    const code = (expected: string) => expect.objectContaining({ code: expected });
    expect(() => new TrailServer([], { socketFile })).toThrow(code('AUTOTRAIL_EMPTY_DEFINITION'));
    expect(() => new TrailServer([[a, a]], { socketFile })).toThrow(code('AUTOTRAIL_CYCLE'));
    expect(
      () =>
        new TrailServer(
          [
            [a, b],
            [b, a],
          ],
          { socketFile },
        ),
    ).toThrow(code('AUTOTRAIL_CYCLE'));
    expect(() => new TrailServer([['a'] as unknown as [Step<unknown>]], { socketFile })).toThrow(code('AUTOTRAIL_NOT_A_STEP'));
    expect(existsSync(socketFile)).toBe(false);
  });

  it.each(['failurePair', 'contextacces', 'pauseOnFail', 'constructor'])(
    'refuses an option that there is not: `%s`',
    (option) => {
      const make = () => new TrailServer([[emptyStep('a')]], { socketFile: false, [option]: [] });
      expect(make).toThrow(
        expect.objectContaining({
          code: 'AUTOTRAIL_UNKNOWN_OPTION',
          message: expect.stringMatching(
            new RegExp(`^Expected an option of TrailServer among name, .*failurePairs, limits, .*, got \`${option}\`\\.$`),
          ),
        }),
      );
    },
  );

  it('refuses limits and failure pairs that are none, and takes an option that is undefined for one that is left out', () => {
    const make = (options: object) => () => new TrailServer([[emptyStep('a')]], { socketFile: false, ...options });
    for (const options of [{ limits: { most: 1 } }, { limits: [{ max: 1 }] }, { limits: [{}] }, { failurePairs: {} }]) {
      expect(make(options)).toThrow(expect.objectContaining({ code: expect.stringMatching(/_OPTION$/) }));
    }
    expect(make({ limits: undefined, failurePair: undefined })).not.toThrow();
  });

  it('runs the same definition again, in another server', async () => {
    const definition: [Step<unknown>, Step<unknown>][] = [[emptyStep('a'), emptyStep('b')]];
    for (let run = 0; run < 2; run += 1) {
      const server = await started(definition);
      await using client = new TrailClient(server.socketFile);
      await client.start();
      expect(await server.finished()).toEqual({ outcome: 'finished' });
      expect(await client.status({}, { fields: ['attempt'] })).toEqual([{ attempt: 1 }, { attempt: 1 }]);
      await server.shutdown();
    }
  });
});

describe('the name of a trail', () => {
  const refused = ['', '.', '..', '.hidden', '-rf', 'a/b', '/', '../a', 'a\0b', 'a b', 'a\n', 'ü', '🚀', 'a'.repeat(65), 'a\\b'];

  it.each(refused)('is refused if it is %j', (name) => {
    const refusal = expect.objectContaining({ code: 'AUTOTRAIL_BAD_TRAIL_NAME', message: expect.stringContaining(name) });
    expect(() => new TrailServer([[emptyStep('a')]], { name })).toThrow(refusal);
  });

  it.each([0, null, ['a'], {}])('is refused if it is no string: %j', (name) => {
    const options = { name: name as unknown as string };
    const refusal = expect.objectContaining({ code: 'AUTOTRAIL_BAD_TRAIL_NAME' });
    expect(() => new TrailServer([[emptyStep('a')]], options)).toThrow(refusal);
  });

  it.each(['a', '_', '7', 'release-1.2_rc', 'a'.repeat(64), '__proto__', 'constructor'])('may be %j', (name) => {
    expect(new TrailServer([[emptyStep('a')]], { name }).name).toBe(name);
  });

  it('is by default that of the file that was started', () => {
    const { name, socketFile } = new TrailServer([[emptyStep('a')]]);
    expect(process.argv[1]).toContain(name);
    expect(basename(socketFile)).toBe(`${name}.sock`);
  });
});

describe('start', () => {
  it('can be called once only, at the same time too', async () => {
    const server = new TrailServer([[emptyStep('a')]], { name: 'once', socketFile: socketPath() });
    const calls = await Promise.allSettled([server.start(), server.start()]);
    expect(calls).toMatchObject([{ status: 'fulfilled' }, { reason: { code: 'AUTOTRAIL_SERVER_STARTED' } }]);
    await expect(server.start()).rejects.toThrow(/once/);
    await server.shutdown();
    await expect(server.start()).rejects.toMatchObject({ code: 'AUTOTRAIL_SERVER_STARTED' });
  });

  it('is refused where another server answers, and names its trail; that one goes on', async () => {
    const first = await started([[emptyStep('a')]], { name: 'first' });
    const second = new TrailServer([[emptyStep('b')]], { name: 'second', socketFile: first.socketFile });
    const refusal = { code: 'AUTOTRAIL_SOCKET_IN_USE', message: expect.stringContaining('"first"') };
    await expect(second.start()).rejects.toMatchObject(refusal);
    await second.shutdown();
    await using client = new TrailClient(first.socketFile);
    expect(await client.ping()).toMatchObject({ trail: 'first' });
  });

  it('takes over the socket of a process that was killed', async () => {
    const host = new TrailHost();
    const socketFile = await host.serve({ pairs: [['a']] });
    await host.crash();
    expect(existsSync(socketFile)).toBe(true);
    const server = new TrailServer([[emptyStep('b')]], { name: 'heir', socketFile });
    await server.start();
    await using client = new TrailClient(socketFile);
    expect(await client.list()).toEqual([{ n: 0, name: 'b' }]);
    await server.shutdown();
    await host.close();
  });

  it('is won by one of several servers at the same place', async () => {
    const socketFile = socketPath();
    const servers = Array.from({ length: 6 }, (_, i) => new TrailServer([[emptyStep('a')]], { name: `s${i}`, socketFile }));
    const starts = await Promise.allSettled(servers.map((server) => server.start()));
    const codes = starts.map((start) => (start.status === 'fulfilled' ? 'won' : start.reason.code)).toSorted();
    expect(codes).toEqual([...Array(5).fill('AUTOTRAIL_SOCKET_IN_USE'), 'won']);
    const winner = servers[starts.findIndex(({ status }) => status === 'fulfilled')];
    await using client = new TrailClient(socketFile);
    expect((await client.ping()).trail).toBe(winner?.name);
    await Promise.all(servers.map((server) => server.shutdown()));
    expect(existsSync(socketFile)).toBe(false);
  });

  it.each([
    {
      what: 'a folder that does not exist',
      path: (folder: string) => join(folder, 'none', 's'),
      code: 'AUTOTRAIL_NO_SOCKET_FOLDER',
    },
    { what: 'a file', path: (folder: string) => join(folder, 'file'), code: 'AUTOTRAIL_NOT_A_SOCKET' },
    { what: 'a folder', path: (folder: string) => folder, code: 'AUTOTRAIL_NOT_A_SOCKET' },
    {
      what: 'a path that is too long',
      path: (folder: string) => join(folder, 'x'.repeat(108)),
      code: 'AUTOTRAIL_SOCKET_PATH_TOO_LONG',
    },
    { what: 'a path with a NUL in it', path: (folder: string) => join(folder, 'a\0b'), code: 'AUTOTRAIL_BAD_ADDRESS' },
  ])('is refused at $what', async ({ path, code }) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), 'precious');
    const server = new TrailServer([[emptyStep('a')]], { name: 'x', socketFile: path(folder) });
    await expect(server.start()).rejects.toMatchObject({ code });
    await server.shutdown();
  });

  it('closes again what it had opened when a transport cannot be opened', async () => {
    const memory = new MemoryTransport();
    const broken: Transport = {
      listen: () => Promise.reject(new Error('no such line')),
      connect: () => Promise.reject(new Error('no such line')),
      close: async () => {},
    };
    const socketFile = socketPath();
    const server = new TrailServer([[emptyStep('a')]], { name: 'x', socketFile, transports: [memory, broken] });
    await expect(server.start()).rejects.toThrow('no such line');
    expect(existsSync(socketFile)).toBe(false);
    await expect(new TrailClient(memory).status()).rejects.toMatchObject({ code: 'AUTOTRAIL_SERVER_GONE' });
    await server.shutdown();
  });
});

describe('shutdown', () => {
  it('does nothing before start, and the server can be started then', async () => {
    const server = new TrailServer([[emptyStep('a')]], { name: 'x', socketFile: socketPath() });
    await server.shutdown();
    await server.start();
    await using client = new TrailClient(server.socketFile);
    expect(await client.list()).toHaveLength(1);
    await server.shutdown();
  });

  it('waits for a start that is under way', async () => {
    const server = new TrailServer([[emptyStep('a')]], { name: 'x', socketFile: socketPath() });
    const starting = server.start();
    await server.shutdown();
    await starting;
    expect(existsSync(server.socketFile)).toBe(false);
    expect(await server.finished()).toEqual({ outcome: 'shutdown' });
  });

  it('can be called again, and at the same time', async () => {
    const server = await started([[emptyStep('a')]]);
    await Promise.all([server.shutdown(), server.shutdown()]);
    await server.shutdown();
    expect(existsSync(server.socketFile)).toBe(false);
  });

  it('aborts what runs, and removes the socket when the last of it is gone', async () => {
    const { step, running, release } = heldStep();
    const server = await started([[step]]);
    await using client = new TrailClient(server.socketFile);
    await client.start();
    const { signal } = await running;
    const aborted = promise<void>();
    signal.addEventListener('abort', () => aborted.resolve());
    const down = server.shutdown();
    await aborted.promise;
    expect(await client.status({}, { fields: ['state', 'cause'] })).toEqual([{ state: 'Interrupted', cause: 'shutdown' }]);
    expect(existsSync(server.socketFile)).toBe(true);
    release();
    await down;
    expect(existsSync(server.socketFile)).toBe(false);
    expect(await server.finished()).toEqual({ outcome: 'shutdown' });
  });

  it('leaves a finished trail finished', async () => {
    const server = await started([[emptyStep('a')]]);
    await new TrailClient(server.socketFile).start();
    await server.finished();
    await server.shutdown();
    expect(await server.finished()).toEqual({ outcome: 'finished' });
  });

  it('comes at the end of `await using`', async () => {
    let path: string;
    {
      await using server = new TrailServer([[emptyStep('a')]], { name: 'x', socketFile: socketPath() });
      await server.start();
      path = server.socketFile;
      expect(existsSync(path)).toBe(true);
    }
    expect(existsSync(path)).toBe(false);
  });

  it('leaves the socket of another server alone that has taken the place of its own', async () => {
    const first = await started([[emptyStep('a')]], { name: 'first' });
    const { socketFile } = first;
    const other = join(temporaryFolder(), 'other.sock');
    const second = await started([[emptyStep('b')]], { name: 'second', socketFile: other });
    renameSync(other, socketFile);
    await first.shutdown();
    await using client = new TrailClient(socketFile);
    expect((await client.ping()).trail).toBe('second');
    await second.shutdown();
  });
});
