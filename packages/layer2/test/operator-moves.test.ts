import { AutoTrailError } from '@autotrail/core';
import { ManualClock, Step, step } from '@autotrail/layer1';
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { TrailClient, type TrailServer, type TrailServerOptions } from '../src/index.js';
import { emptyStep, heldStep, started } from './support/local.js';

function clientOf({ socketFile }: TrailServer): TrailClient {
  const client = new TrailClient(socketFile);
  onTestFinished(() => client.close());
  return client;
}

async function statesOf(client: TrailClient): Promise<Record<string, string>> {
  const statuses = await client.status({}, { fields: ['name', 'state'] });
  return Object.fromEntries(statuses.map(({ name, state }) => [name, state]));
}

/** Why a call is refused. */
async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!AutoTrailError.is(error) || !AutoTrailError.is(error.cause)) throw new Error('The call is not refused.');
  return error.cause.code;
}

/** A step that fails. */
function failing(name: string): Step<unknown> {
  const fail = (): never => {
    throw new Error(`${name} failed`);
  };
  return new Step(fail, { name });
}

/** `build`, which fails, then `deploy`: as it is when the failure is there. */
async function failed(options: TrailServerOptions = {}) {
  const definition = [[failing('build'), emptyStep('deploy')]] as const;
  const server = await started(definition, options);
  const client = clientOf(server);
  await client.start();
  await client.wait({ until: 'failed' });
  return { server, client, definition };
}

describe('markDone', () => {
  it('has a failed step count as succeeded, with the value that was given, by whom, also after a restart', async () => {
    const { server, client, definition } = await failed({ name: 'done' });
    await client.pause({ name: 'deploy' });
    const by = { actor: 'kim', reason: 'built elsewhere' };
    const { affected } = await client.markDone({ name: 'build' }, { value: 'app-1.tgz', ...by });
    expect(affected).toEqual([{ n: 0, name: 'build' }]);
    const done = { state: 'Succeeded', returnValue: 'app-1.tgz', provenance: 'by hand', by };
    expect((await client.status({ name: 'build' }))[0]).toMatchObject(done);
    await server.shutdown();
    const next = clientOf(await started(definition, { name: 'done' }));
    expect((await next.status({ name: 'build' }))[0]).toMatchObject(done);
  });
});

describe('fail', () => {
  it('gives a step up that is paused due to failure, so that the trail goes on without it', async () => {
    const { client, server } = await failed();
    await client.fail({ name: 'build' });
    expect(await statesOf(client)).toMatchObject({ build: 'Failed' });
    expect(await server.finished()).toEqual({ outcome: 'finished' });
  });
});

describe('rerun', () => {
  it('runs steps again that are over, alone or with all that comes after them, and keeps their attempts', async () => {
    const definition = [[emptyStep('a'), emptyStep('b')], [emptyStep('c')]] as const;
    const server = await started(definition, { name: 'rerun' });
    const client = clientOf(server);
    await client.start();
    await client.wait();
    expect((await client.rerun({ name: 'c' }, { dryRun: true })).affected).toEqual([{ n: 1, name: 'c' }]);
    await client.rerun({ name: 'a' });
    await client.wait();
    const attemptsOf = async () => {
      const statuses = await client.status({}, { fields: ['name', 'attempt', 'attempts'] });
      return Object.fromEntries(statuses.map(({ name, attempt, attempts }) => [name, [attempt, attempts.length]]));
    };
    expect(await attemptsOf()).toEqual({ a: [2, 2], b: [1, 1], c: [1, 1] });
    await client.rerun({ name: 'a' }, { below: true });
    await client.wait();
    expect(await attemptsOf()).toEqual({ a: [3, 3], b: [2, 2], c: [1, 1] });
  });

  it('is refused with all below while some of that runs', async () => {
    const { step: held, running, release } = heldStep();
    const client = clientOf(await started([[emptyStep('a'), held]]));
    await client.start();
    await running;
    expect(await codeOf(client.rerun({ name: 'a' }, { below: true }))).toBe('AUTOTRAIL_BELOW_RUNS');
    release();
  });
});

describe('pause with a date', () => {
  it.each([
    { what: 'a Date', until: new Date(5_000) },
    { what: 'milliseconds', until: 5_000 },
    { what: 'a text', until: '1970-01-01T00:00:05Z' },
  ])('holds a step until then, over a restart, and says so: $what', async ({ what, until }) => {
    const clock = new ManualClock(1_000);
    const name = `hold-${what.replace(' ', '-')}`;
    const definition = [[emptyStep('a')]] as const;
    const server = await started(definition, { name, clock });
    const client = clientOf(server);
    await client.pause({ name: 'a' }, { until });
    await client.start();
    const held = { state: 'Paused', until: '1970-01-01T00:00:05.000Z', waitsFor: 'timer' };
    expect((await client.status())[0]).toMatchObject(held);
    await server.shutdown();
    const next = await started(definition, { name, clock });
    const other = clientOf(next);
    expect((await other.status())[0]).toMatchObject(held);
    expect((await other.describe()).waitsFor).toMatchObject([{ on: 'timer', n: 0, until: held.until }]);
    clock.advance(4_000);
    expect(await next.finished()).toEqual({ outcome: 'finished' });
  });

  it('holds whole branches too, and is refused where the date is over or none', async () => {
    const client = clientOf(await started([[emptyStep('a'), emptyStep('b')]], { clock: new ManualClock(1_000) }));
    expect((await client.pauseBranch({ name: 'a' }, { until: 2_000 })).affected).toHaveLength(2);
    expect((await client.status())[1]).toMatchObject({ state: 'To Pause', until: '1970-01-01T00:00:02.000Z' });
    expect(await codeOf(client.pause({}, { until: 1_000 }))).toBe('AUTOTRAIL_BAD_FIELD');
    expect(await codeOf(client.pause({}, { until: 'tomorrow' }))).toBe('AUTOTRAIL_BAD_FIELD');
    const bad = client.pause({}, { until: new Date('never') });
    await expect(bad).rejects.toMatchObject({ code: 'AUTOTRAIL_NOT_JSON' });
  });
});

describe('setLimit', () => {
  it('limits how many attempts there are at a time, over a restart, and takes that back', async () => {
    const definition = [[emptyStep('a')], [emptyStep('b')], [emptyStep('c')]] as const;
    const server = await started(definition, { name: 'limit', limits: [{ tags: { name: 'c' }, most: 0 }] });
    const client = clientOf(server);
    expect(await client.setLimit(0, { name: 'b' }, { actor: 'kim' })).toMatchObject({ affected: [], refused: [] });
    await client.start();
    const limits = [
      { tags: { name: 'c' }, most: 0 },
      { tags: { name: 'b' }, most: 0 },
    ];
    for await (const happened of client.events({ from: 1 })) if ('event' in happened && happened.event.type === 'ended') break;
    expect(await statesOf(client)).toEqual({ a: 'Succeeded', b: 'Waiting', c: 'Waiting' });
    await server.shutdown();
    const next = await started(definition, { name: 'limit', limits: [{ tags: { name: 'c' }, most: 0 }] });
    const other = clientOf(next);
    const { limits: shown, waitsFor } = await other.describe();
    expect(shown).toEqual(limits);
    expect(waitsFor).toMatchObject([
      { on: 'slot', name: 'b' },
      { on: 'slot', name: 'c' },
    ]);
    await other.setLimit(null, { name: 'b' });
    await other.setLimit(1, { name: 'c' });
    expect(await next.finished()).toEqual({ outcome: 'finished' });
    expect(await codeOf(other.setLimit(-1))).toBe('AUTOTRAIL_BAD_FIELD');
  });
});

describe('describe', () => {
  it('tells where the trail stands, and with a selector all there is to know of steps', async () => {
    const build = step(() => 'app', { name: 'build' });
    const check = step((env) => env.input('Well?'), { name: 'check' }, { uses: [build], reads: ['db'] });
    const undo = emptyStep('undo');
    const server = await started([[build, check]], { name: 'told', failurePairs: [[check, undo]] });
    const client = clientOf(server);
    expect(await client.describe()).toMatchObject({ trail: 'told', isStarted: false, waitsFor: [{ on: 'operator' }], steps: [] });
    await client.start();
    await client.wait({ until: 'needsInput' });
    const { run, revision } = await client.ping();
    expect(await client.describe({ name: 'check' })).toEqual({
      trail: 'told',
      run,
      revision,
      params: {},
      limits: [],
      isStarted: true,
      isFinished: false,
      states: { Succeeded: 1, Running: 1, Waiting: 1 },
      waitsFor: [{ on: 'prompt', n: 1, name: 'check', since: expect.any(String), promptId: '1.1.1' }],
      steps: [expect.objectContaining({ name: 'check', parents: [0], children: [2], uses: [0], reads: ['db'] })],
    });
    expect((await client.describe({})).steps).toHaveLength(3);
  });
});

describe('plan', () => {
  it('knows the fields of the calls that people decide by', async () => {
    const { client } = await failed();
    const plan = await client.plan('mark_done', { name: 'build' }, { value: 'app' });
    expect(plan.affected).toMatchObject([{ name: 'build', becomes: 'Succeeded' }]);
    await client.plan('rerun', {}, { below: true });
    await client.plan('pause', {}, { until: Date.now() + 60_000 });
    await client.plan('set_limit', {}, { most: 1 });
    await client.apply(plan);
    const wrong = () => {
      // @ts-expect-error `most` is missing
      void client.plan('set_limit', {}, {});
      // @ts-expect-error the key is missing
      void client.plan('set_context', {}, { value: 1 });
    };
    expectTypeOf(wrong).toBeFunction();
    expect((await client.status({ name: 'build' }))[0]).toMatchObject({ returnValue: 'app', provenance: 'by hand' });
  });
});
