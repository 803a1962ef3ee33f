import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AutoTrailError } from '@autotrail/core';
import { type Definition, type JournalRecord, MemoryTransport, Step, StepState } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { findRuns, systemDisk, TrailClient, TrailServer, type TrailServerOptions } from '../../src/index.js';
import { temporaryFolder } from '../support/folders.js';
import { emptyStep, heldStep, started } from '../support/local.js';

/** A server that is left in the lurch: as after a kill, its journal is let go of without an end. */
async function lost(
  definition: Definition<unknown>,
  options: TrailServerOptions,
  before: (client: TrailClient) => Promise<void>,
) {
  const memory = new MemoryTransport();
  const server = new TrailServer(definition, { ...options, socketFile: false, transports: [memory] });
  await server.start();
  await before(new TrailClient(memory));
  await server.shutdown();
  return server;
}

async function historyOf(client: TrailClient): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const record of client.history()) records.push(record);
  return records;
}

async function statesOf(client: TrailClient): Promise<Record<string, string>> {
  const statuses = await client.status({}, { fields: ['name', 'state', 'cause'] });
  return Object.fromEntries(statuses.map(({ name, state, cause }) => [name, cause === null ? state : `${state}: ${cause}`]));
}

describe('a server that is started again', () => {
  it('goes on with the unfinished run, marks, results and flags as they were, and says which it is', async () => {
    const held = heldStep('b');
    const definition = [[emptyStep('a'), held.step], [held.step, emptyStep('c')], [emptyStep('d')]] as const;
    const before = await lost(definition as never, { name: 'again' }, async (client) => {
      await client.skip({ name: 'd' }, { actor: 'kim' });
      await client.unsetPauseOnFail({ name: 'c' });
      await client.start();
      await held.running;
      await client.block({ name: 'c' });
    });
    const server = await started(definition as never, { name: 'again' });
    await using client = new TrailClient(server.socketFile);
    expect(server.resumed).toMatchObject({ run: expect.stringMatching(/^\d{8}T\d{6}Z-/), lastAt: expect.any(Number) });
    expect(server.journalFile).toBe(before.journalFile);
    expect(await statesOf(client)).toEqual({
      a: 'Succeeded',
      b: 'Interrupted: shutdown',
      c: 'To Block: operator',
      d: 'Skipped: operator',
    });
    held.release();
    await client.resume({ name: 'b' });
    expect(await server.finished()).toEqual({ outcome: 'finished' });
    const events = (await historyOf(client)).map(({ event }) => ('call' in event ? event.call : event.type));
    expect(events.slice(0, 5)).toEqual(['created', 'skip', 'unset_pause_on_fail', 'start', 'ended']);
    expect(events).toContain('resumed');
  });

  it('begins a fresh run where the last one is finished, and keeps that', async () => {
    await lost([[emptyStep('a')]], { name: 'twice' }, async (client) => {
      await client.start();
      await client.wait();
    });
    const server = await started([[emptyStep('a')]], { name: 'twice' });
    await using client = new TrailClient(server.socketFile);
    expect(server.resumed).toBeNull();
    expect(await statesOf(client)).toEqual({ a: 'Ready' });
    expect(await findRuns(systemDisk, 'twice')).toHaveLength(2);
  });

  it('begins a fresh run where it is told to, and leaves the unfinished one as it is', async () => {
    const { journalFile } = await lost([[emptyStep('a')]], { name: 'anew' }, async (client) => void (await client.pause()));
    const before = readFileSync(journalFile);
    const server = await started([[emptyStep('a')]], { name: 'anew', onExistingJournal: 'fresh' });
    expect(server.resumed).toBeNull();
    expect(server.journalFile).not.toBe(journalFile);
    expect(readFileSync(journalFile)).toEqual(before);
  });

  it('is refused where it is told not to go on, naming the run', async () => {
    const { journalFile } = await lost([[emptyStep('a')]], { name: 'no' }, async (client) => void (await client.pause()));
    const server = new TrailServer([[emptyStep('a')]], { name: 'no', onExistingJournal: 'refuse' });
    const run = journalFile.split('/').at(-2);
    await expect(server.start()).rejects.toMatchObject({
      code: 'AUTOTRAIL_JOURNAL_EXISTS',
      message: expect.stringContaining(String(run)),
    });
  });

  it('is refused with another definition, with the differences; a finished run of another one is no hindrance', async () => {
    await lost([[emptyStep('a'), emptyStep('b')]], { name: 'changed' }, async (client) => void (await client.pause()));
    const other = new TrailServer([[emptyStep('a'), emptyStep('x')]], { name: 'changed' });
    await expect(other.start()).rejects.toMatchObject({
      code: 'AUTOTRAIL_DEFINITION_CHANGED',
      message: expect.stringContaining('step 1 was {"name":"b"} and is {"name":"x"}'),
    });
    const server = await started([[emptyStep('a'), emptyStep('b')]], { name: 'changed' });
    await using client = new TrailClient(server.socketFile);
    await client.resume();
    await client.start();
    await server.finished();
    await server.shutdown();
    expect((await started([[emptyStep('z')]], { name: 'changed' })).resumed).toBeNull();
  });

  it('may have other actions and options than before; what differs in options is noted', async () => {
    const failing = new Step(() => Promise.reject(new Error('not yet')), { name: 'a' });
    await lost([[failing]], { name: 'mended' }, async (client) => {
      await client.start();
      await client.wait({ until: 'failed' });
    });
    const mended = new Step(() => 'mended', { name: 'a' }, { graceMs: 1, idempotent: true });
    const server = await started([[mended]], { name: 'mended' });
    await using client = new TrailClient(server.socketFile);
    await client.resume();
    await server.finished();
    expect(await client.status({}, { fields: ['returnValue', 'attempt'] })).toEqual([{ returnValue: 'mended', attempt: 2 }]);
    const resumed = (await historyOf(client)).find(({ event }) => event.type === 'resumed');
    expect(resumed?.event).toMatchObject({
      policies: ['graceMs of step 0 (a) was 10000 and is 1', 'idempotent of step 0 (a) was false and is true'],
    });
  });

  it('puts steps into the states it is told to', async () => {
    const held = heldStep('a');
    await lost([[held.step]], { name: 'moved' }, async (client) => {
      await client.start();
      await held.running;
    });
    const stateTransformation = { [StepState.Interrupted]: StepState.ToPause } as const;
    const server = await started([[held.step]], { name: 'moved', stateTransformation });
    await using client = new TrailClient(server.socketFile);
    expect(await statesOf(client)).toEqual({ a: 'Paused: server lost' });
  });

  it('keeps steps of equal names apart', async () => {
    const values = ['first', 'second', 'third'];
    const definition = values.map((value): [Step<unknown>] => [new Step(() => value, { name: 'same' })]);
    await lost(definition, { name: 'equal' }, async (client) => {
      await client.pause({ n: 2 });
      await client.skip({ n: 1 });
      await client.start();
    });
    const server = await started(definition, { name: 'equal' });
    await using client = new TrailClient(server.socketFile);
    const statuses = await client.status({}, { fields: ['name', 'state', 'returnValue'] });
    expect(statuses.map(({ state, returnValue }) => [state, returnValue])).toEqual([
      ['Succeeded', 'first'],
      ['Skipped', null],
      ['Paused', null],
    ]);
  });

  it('goes on with the context as the last attempt left it, and with its output', async () => {
    const count = new Step(
      (env, context: { count: number }) => {
        context.count += 1;
        env.output(`count is ${context.count}`);
      },
      { name: 'count' },
    );
    const definition = [[count, heldStep('b').step]] as never;
    await lost(definition, { name: 'context', context: { count: 4 } }, async (client) => {
      await client.pause({ name: 'b' });
      await client.start();
    });
    const server = await started(definition, { name: 'context', context: { count: 0 } });
    await using client = new TrailClient(server.socketFile);
    expect(server.context).toEqual({ count: 5 });
    expect(await client.status({ name: 'count' }, { fields: ['outputMessages'] })).toEqual([{ outputMessages: ['count is 5'] }]);
  });

  it('is told of a context that is not remembered: by its author’s listener, else by a warning of the process', async () => {
    const told: AutoTrailError[] = [];
    const context = { since: new Date() };
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    await started([[emptyStep('a')]], { name: 'told', context, onWarning: (warning) => told.push(warning) });
    expect(warn).not.toHaveBeenCalled();
    const message = 'The context of trail told is not remembered over a restart: it is no plain JSON (a Date at $.since).';
    expect(told).toMatchObject([{ code: 'AUTOTRAIL_CONTEXT_FORGOTTEN', message, hint: expect.stringContaining('contextCodec') }]);
    await started([[emptyStep('a')]], { name: 'warned', context });
    expect(warn.mock.calls).toEqual([
      [message.replace('told', 'warned'), { type: 'AutoTrailWarning', code: told[0]?.code, detail: told[0]?.hint }],
    ]);
  });

  it.each<TrailServerOptions>([
    { context: { since: 1 } },
    { contextCodec: { encode: () => 1, decode: () => new Date() }, context: new Date() },
    { context: new Date(), journalFile: false },
    {},
  ])('is told of no context that is remembered, or is not meant to be: %j', async (options) => {
    const onWarning = vi.fn();
    await started([[emptyStep('a')]], { name: 'untold', ...options, onWarning });
    expect(onWarning).not.toHaveBeenCalled();
  });

  it('answers a request id as the server before it did', async () => {
    const options = { requestId: 'r-1', actor: 'kim' };
    let first: unknown;
    await lost([[emptyStep('a')]], { name: 'ids' }, async (client) => {
      first = await client.pause({}, options);
    });
    const server = await started([[emptyStep('a')]], { name: 'ids' });
    await using client = new TrailClient(server.socketFile);
    await client.resume();
    expect(await client.pause({}, options)).toEqual(first);
    expect(await statesOf(client)).toEqual({ a: 'Waiting' });
    await expect(client.skip({}, options)).rejects.toMatchObject({ cause: { code: 'AUTOTRAIL_REQUEST_ID_REUSED' } });
  });
});

describe('a journal in a file of one’s own', () => {
  it('is moved aside with its output when its run is finished, and begun anew', async () => {
    const journalFile = join(temporaryFolder(), 'release.journal');
    const said = new Step((env) => env.output('hello'), { name: 'a' });
    await lost([[said]], { name: 'own', journalFile }, async (client) => {
      await client.start();
      await client.wait();
    });
    const server = await started([[said]], { name: 'own', journalFile });
    expect(server.journalFile).toBe(journalFile);
    const names = (await systemDisk.list(join(journalFile, '..'))).map((name) => name.replace(/\d{8}T\d{6}Z-\w{4}/, 'RUN'));
    expect(names).toEqual([
      'release.journal',
      'release.journal.RUN',
      'release.journal.RUN.output',
      'release.journal.lock.1',
      'release.journal.lock.2',
    ]);
  });

  it('is the only thing kept where it is; `false` keeps nothing', async () => {
    const server = await started([[emptyStep('a')]], { name: 'forgetful', journalFile: false });
    await using client = new TrailClient(server.socketFile);
    await client.pause();
    expect(server.journalFile).toBe('');
    expect(await findRuns(systemDisk, 'forgetful')).toEqual([]);
    await expect(client.history().next()).rejects.toMatchObject({ cause: { code: 'AUTOTRAIL_NO_JOURNAL' } });
  });
});

describe('two servers of one trail', () => {
  it('are one too many: the second is told who has it, and may be started when that is gone', async () => {
    const first = await started([[emptyStep('a')]], { name: 'one' });
    const second = new TrailServer([[emptyStep('a')]], { name: 'one', socketFile: join(temporaryFolder(), 's') });
    await expect(second.start()).rejects.toMatchObject({
      code: 'AUTOTRAIL_TRAIL_OWNED',
      message: expect.stringContaining(first.socketFile),
    });
    await first.shutdown();
    await second.start();
    await second.shutdown();
  });
});
