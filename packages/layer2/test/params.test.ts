import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryJournal, MemoryTransport, registerSecret, Step, step } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { findRuns, systemDisk, TrailClient, TrailServer, type TrailServerOptions } from '../src/index.js';
import { temporaryFolder } from './support/folders.js';
import { started } from './support/local.js';

const PARAMS = {
  host: { type: 'string', describe: 'where to' },
  port: { type: 'number', default: 5432 },
} as const;

/** A step that returns what it is given to go by. */
const tell = step((env) => env.params, { name: 'tell' });
const ask = new Step((env) => env.input('Go on?'), { name: 'ask' });

function serverOf(options: TrailServerOptions): TrailServer {
  return new TrailServer([[ask, tell]], { name: 'asked', socketFile: false, params: PARAMS, ...options });
}

function clientOf({ socketFile }: TrailServer): TrailClient {
  const client = new TrailClient(socketFile);
  onTestFinished(() => client.close());
  return client;
}

async function told(client: TrailClient): Promise<unknown> {
  const [status] = await client.status({ name: 'tell' }, { fields: ['returnValue'] });
  return status?.returnValue;
}

/** An unfinished run of that name, with a host of its own. */
async function unfinished(name: string): Promise<void> {
  const server = serverOf({ name, paramValues: { host: 'db-1' } });
  await server.start();
  await server.shutdown();
}

describe('What a run is given to go by', () => {
  it('is what actions find in env.params, what describe shows, and what the journal keeps', async () => {
    const server = await started([[tell]], { name: 'given', params: PARAMS, paramValues: { host: 'db-1' } });
    const client = clientOf(server);
    expect(await client.describe()).toMatchObject({ trail: 'given', params: { host: 'db-1', port: 5432 } });
    await client.start();
    await client.wait();
    expect(await told(client)).toEqual({ host: 'db-1', port: 5432 });
    for await (const { event } of client.history({ pageSize: 1 })) {
      expect(event).toMatchObject({ type: 'created', params: { host: 'db-1', port: 5432 } });
      break;
    }
  });

  it('may be what a Standard Schema makes of it, in its own time', async () => {
    const validate = async (value: unknown) => ({ value: { host: String((value as { host: string }).host).toUpperCase() } });
    const schema = { '~standard': { version: 1, vendor: 'test', validate } } as const;
    const server = await started([[tell]], { name: 'schema', params: schema, paramValues: { host: 'db-1' } });
    expect((await clientOf(server).describe()).params).toEqual({ host: 'DB-1' });
  });

  it('stays what it was when the run is gone on with, whether the same is given again or nothing at all', async () => {
    await unfinished('kept');
    for (const paramValues of [{ host: 'db-1' }, {}, undefined]) {
      const changed = { ...PARAMS, port: { type: 'number', default: 1 } } as const;
      const options = { name: 'kept', params: changed, ...(paramValues !== undefined && { paramValues }) };
      const transport = new MemoryTransport();
      const server = serverOf({ ...options, transports: [transport] });
      await server.start();
      expect(server.resumed).not.toBeNull();
      expect((await new TrailClient(transport).describe()).params).toEqual({ host: 'db-1', port: 5432 });
      await server.shutdown();
    }
  });
});

describe('A server that cannot have its parameters', () => {
  it.each([
    { what: 'one is missing', paramValues: undefined, told: 'host is missing (a string)' },
    { what: 'one is unknown', paramValues: { host: 'a', prot: 1 }, told: 'there is no parameter "prot"' },
    { what: 'one is of another type', paramValues: { host: 'a', port: '1' }, told: 'port is "1" instead of a number' },
    { what: 'one holds a secret', paramValues: { host: 'plugh-xyzzy-7' }, told: 'host holds a secret' },
  ])('runs nothing, and leaves nothing behind: $what', async ({ paramValues, told: why }) => {
    registerSecret('HOST_TOKEN', 'plugh-xyzzy-7');
    const state = temporaryFolder();
    vi.stubEnv('XDG_STATE_HOME', state);
    onTestFinished(() => void vi.unstubAllEnvs());
    const server = serverOf(paramValues === undefined ? {} : { paramValues: paramValues as never });
    await expect(server.start()).rejects.toMatchObject({
      code: 'AUTOTRAIL_BAD_PARAMS',
      message: expect.stringContaining(why),
    });
    expect(filesIn(state)).toEqual([]);
    const next = serverOf({ paramValues: { host: 'db-1' } });
    await next.start();
    await next.shutdown();
    expect(await findRuns(systemDisk, 'asked')).toHaveLength(1);
  });

  it('leaves the run alone that was begun with others', async () => {
    await unfinished('other');
    await expect(serverOf({ name: 'other', paramValues: { host: 'db-2' } }).start()).rejects.toMatchObject({
      code: 'AUTOTRAIL_PARAMS_CHANGED',
      message: expect.stringContaining('host was "db-1" and is "db-2"'),
    });
    const server = serverOf({ name: 'other' });
    await server.start();
    expect(server.resumed).not.toBeNull();
    await server.shutdown();
  });

  it('is told so with a journal of its own too', async () => {
    await expect(serverOf({ journal: new MemoryJournal() }).start()).rejects.toMatchObject({ code: 'AUTOTRAIL_BAD_PARAMS' });
  });

  it('begins a fresh run with others where it is told to', async () => {
    await unfinished('anew');
    const server = serverOf({ name: 'anew', paramValues: { host: 'db-2' }, onExistingJournal: 'fresh' });
    await server.start();
    expect(server.resumed).toBeNull();
    await server.shutdown();
  });

  it.each([
    { params: { host: { type: 'text' } }, code: 'AUTOTRAIL_BAD_OPTION' },
    { params: { host: { type: 'string', required: true } }, code: 'AUTOTRAIL_UNKNOWN_OPTION' },
  ])('is told of a mistake in their declaration: $params', async ({ params, code }) => {
    await expect(serverOf({ params: params as never }).start()).rejects.toMatchObject({ code });
  });
});

/** All files below a folder, but for what is left of a lock. */
function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name !== 'lock.1')
    .map(({ parentPath, name }) => join(parentPath, name));
}
