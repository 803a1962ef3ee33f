import { AutoTrailError, type JsonObject } from '@autotrail/core';
import { registerSecret, type Step, step } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TrailClient, type TrailServer } from '../src/index.js';
import { heldStep, started } from './support/local.js';

/** The code, and the words, with which a call is refused. */
async function refusalOf(call: Promise<unknown>): Promise<readonly [string, string]> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!AutoTrailError.is(error) || !AutoTrailError.is(error.cause)) throw new Error('The call is not refused.');
  return [error.cause.code, error.cause.message];
}

function clientOf({ socketFile }: TrailServer): TrailClient {
  const client = new TrailClient(socketFile);
  onTestFinished(() => client.close());
  return client;
}

/** The context as actions see it: what `look` returned. */
async function lookedUp(client: TrailClient): Promise<unknown> {
  const [looking] = await client.status({ name: 'look' }, { fields: ['returnValue'] });
  return looking?.returnValue;
}

const read = step(() => null, { name: 'read' }, { reads: ['db.host'] });
const look = step((_, context) => (context as { readonly db: JsonObject }).db, { name: 'look' });

function definition(gate: Step<unknown>) {
  return [
    [read, gate],
    [gate, look],
  ] as const;
}

describe('The context of a trail whose server allows it', () => {
  it('is read and changed through the socket, seen by actions that start after it, and says who has gone by what it was', async () => {
    const { step: gate, running, release } = heldStep('gate');
    const context = { db: { host: 'db-1' } };
    const server = await started(definition(gate), { name: 'seen', context, contextAccess: 'set' });
    const client = clientOf(server);
    await client.start();
    await running;
    expect(await client.context()).toEqual({ db: { host: 'db-1' } });
    expect(await client.setContext('db.port', 5432)).toMatchObject({ readBy: [] });
    const { revision } = await client.ping();
    expect(await client.setContext('db', { host: 'db-2' }, { actor: 'kim', reason: 'moved' })).toEqual({
      affected: [],
      refused: [],
      revision: revision + 1,
      readBy: [{ n: 0, name: 'read' }],
    });
    expect(await client.context('db.host')).toBe('db-2');
    release();
    await client.wait();
    expect([await lookedUp(client), server.context]).toEqual([{ host: 'db-2' }, { db: { host: 'db-2' } }]);
  });

  it('is what it was made after a restart, though no attempt has ended since', async () => {
    const options = { name: 'again', contextAccess: 'set' } as const;
    const { step: gate, running, release: end } = heldStep('gate');
    const server = await started(definition(gate), { ...options, context: { db: { host: 'db-1' } } });
    const client = clientOf(server);
    await client.start();
    await running;
    await client.setContext('db.host', 'db-2', { requestId: 'r-1' });
    await client.setContext('hosts', ['a']);
    const ended = server.shutdown();
    end();
    await ended;
    const { step: open, release } = heldStep('gate');
    release();
    const next = await started(definition(open), { ...options, context: { db: { host: 'db-1', port: 1 } } });
    const other = clientOf(next);
    expect(await other.context()).toEqual({ db: { host: 'db-2', port: 1 }, hosts: ['a'] });
    await other.setContext('db.host', 'db-2', { requestId: 'r-1' });
    await other.resume({ name: 'gate' });
    await other.wait();
    expect(await lookedUp(other)).toEqual({ host: 'db-2', port: 1 });
    const sets = [];
    for await (const { event } of other.history()) if (event.type === 'context') sets.push(event);
    expect(sets.map(({ key, value, source }) => [key, value, source])).toEqual([
      ['db.host', 'db-2', expect.any(String)],
      ['hosts', ['a'], expect.any(String)],
    ]);
  });

  it('only looks in a dry run, and can be planned', async () => {
    const server = await started([[read]], { name: 'dry', context: { x: 1 }, contextAccess: 'set' });
    const client = clientOf(server);
    await client.setContext('x', 2, { dryRun: true });
    expect(await client.context('x')).toBe(1);
    const plan = await client.plan('set_context', {}, { key: 'x', value: 3 });
    expect(plan.call).toEqual({ name: 'set_context', key: 'x', value: 3 });
    await client.apply(plan);
    expect(await client.context('x')).toBe(3);
  });

  it('shows no secret, and takes none', async () => {
    registerSecret('DB_TOKEN', 'xyzzy-plugh-42');
    const server = await started([[read]], { name: 'masked', context: { name: 'xyzzy-plugh-42' }, contextAccess: 'set' });
    const client = clientOf(server);
    expect(await client.context('name')).toBe('[secret DB_TOKEN]');
    const [code, message] = await refusalOf(client.setContext('token', 'xyzzy-plugh-42'));
    expect([code, message]).toEqual(['AUTOTRAIL_NO_CONTEXT', expect.stringContaining('holds a secret')]);
    expect(server.context).toEqual({ name: 'xyzzy-plugh-42' });
  });
});

describe('The context of a trail whose server does not allow it', () => {
  it.each([
    { contextAccess: undefined, context: { x: 1 }, reads: 'the server does not allow it', sets: 'the server does not allow it' },
    { contextAccess: 'get', context: { x: 1 }, reads: null, sets: 'the server only allows reading it' },
    { contextAccess: 'set', context: new Map(), reads: 'no plain JSON (a Map at $)', sets: 'no plain JSON (a Map at $)' },
    { contextAccess: 'set', context: undefined, reads: 'the trail has none', sets: 'the trail has none' },
  ] as const)('is refused with the reason: $sets', async ({ contextAccess, context, reads, sets }) => {
    const options = { ...(contextAccess !== undefined && { contextAccess }), context, onWarning: () => {} };
    const client = clientOf(await started([[read]], { name: 'closed', ...options }));
    const refused = (why: string) => ['AUTOTRAIL_NO_CONTEXT', expect.stringContaining(why)];
    if (reads === null) expect(await client.context()).toEqual(context);
    else expect(await refusalOf(client.context())).toEqual(refused(reads));
    expect(await refusalOf(client.setContext('x', 2))).toEqual(refused(sets));
    expect((await client.ping()).revision).toBe(0);
  });

  it('is refused where a codec remembers it', async () => {
    const contextCodec = { encode: () => ({}), decode: () => ({}) };
    const server = await started([[read]], { name: 'codec', context: {}, contextCodec, contextAccess: 'set' });
    expect(await refusalOf(clientOf(server).context())).toEqual([
      'AUTOTRAIL_NO_CONTEXT',
      expect.stringContaining('contextCodec'),
    ]);
  });
});
