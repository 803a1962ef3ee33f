import { once } from 'node:events';
import { AutoTrailError, type JsonObject } from '@autotrail/core';
import { connect, sendRequest } from '@autotrail/core/socket';
import { type CallPlan, Step } from '@autotrail/layer1';
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { TrailClient, type TrailServer } from '../src/index.js';
import { temporaryFolder } from './support/folders.js';
import { emptyStep, started } from './support/local.js';

/** Why a call is refused. */
async function refusalOf(call: Promise<unknown>): Promise<AutoTrailError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!AutoTrailError.is(error) || !AutoTrailError.is(error.cause)) throw new Error('The call is not refused.');
  return error.cause;
}

function clientOf({ socketFile }: TrailServer): TrailClient {
  const client = new TrailClient(socketFile);
  onTestFinished(() => client.close());
  return client;
}

/** `build`, which runs until it is ended, then `test` and `docs`, then `deploy`. */
async function release(options = {}) {
  const build = new Step((env) => once(env.signal, 'abort').then(() => null), { name: 'build' });
  const [test, docs, deploy] = ['test', 'docs', 'deploy'].map(emptyStep) as [Step<unknown>, Step<unknown>, Step<unknown>];
  const definition = [
    [build, test],
    [build, docs],
    [test, deploy],
    [docs, deploy],
  ] as const;
  const server = await started(definition, options);
  return { server, client: clientOf(server) };
}

describe('A plan made through the socket', () => {
  it('says what would follow, changes nothing, and is carried out as one command of who applies it', async () => {
    const { server, client } = await release({ journalFile: `${temporaryFolder()}/journal` });
    await client.start();
    const plan = await client.plan('block', { name: 'docs' });
    const { run } = await client.ping();
    expect(plan).toEqual({
      trail: 'local',
      run,
      revision: 1,
      call: { name: 'block', tags: { name: 'docs' } },
      affected: [{ n: 2, name: 'docs', state: 'Waiting', becomes: 'To Block' }],
      refused: [],
      follows: {
        changes: [],
        starts: [],
        joins: [],
        prompts: [],
        settings: [],
        reachable: [],
        unreachable: [{ n: 3, name: 'deploy' }],
        serverEnds: false,
      },
    });
    expect(await client.ping()).toMatchObject({ revision: 1 });
    const applied = await client.apply(plan, { actor: 'Ada', reason: 'no docs today', requestId: 'r1' });
    expect(applied).toEqual({ affected: [{ n: 2, name: 'docs' }], refused: [], revision: 2 });
    expect(await client.apply(plan, { actor: 'Ada', reason: 'no docs today', requestId: 'r1' })).toEqual(applied);
    const records: unknown[] = [];
    for await (const record of client.history({ from: 2 })) records.push(record);
    expect(records).toMatchObject([
      { event: { type: 'command', call: 'block', actor: 'Ada', reason: 'no docs today' }, answered: { requestId: 'r1' } },
    ]);
    expect(await client.status({ name: 'docs' }, { fields: ['state'] })).toEqual([{ state: 'To Block' }]);
    await server.shutdown();
  });

  it('that no longer holds is refused with the differences; one that does is not, whatever else happened', async () => {
    const { client } = await release();
    const [deploy, docs] = [await client.plan('pause', { name: 'deploy' }), await client.plan('pause', { name: 'docs' })];
    await client.start();
    expect(await refusalOf(client.apply(deploy))).toMatchObject({
      code: 'AUTOTRAIL_PLAN_STALE',
      message: expect.stringContaining('now step 3 (deploy) goes from Waiting to To Pause'),
    });
    const later = await client.plan('pause', { name: 'deploy' });
    await client.skip({ name: 'docs' });
    await client.note('something else');
    expect(await client.apply(later)).toMatchObject({ affected: [{ name: 'deploy' }] });
    expect(await refusalOf(client.apply(docs, { dryRun: true }))).toMatchObject({ code: 'AUTOTRAIL_PLAN_STALE' });
  });

  it('carries the value of a reply, and closes its prompt', async () => {
    const asks = new Step((env) => env.input('Go?'), { name: 'ask' });
    const client = clientOf(await started([[asks]]));
    await client.start();
    await client.wait({ until: 'needsInput' });
    const plan = await client.plan('reply', {}, { prompt_id: '0.1.1', value: { yes: true } });
    expect(plan.follows.prompts).toEqual([{ n: 0, name: 'ask', id: '0.1.1', becomes: 'answered' }]);
    await client.apply(plan);
    await client.wait();
    expect(await client.status({}, { fields: ['returnValue'] })).toEqual([{ returnValue: { yes: true } }]);
    expect((await refusalOf(client.apply(plan))).message).toContain('the call is refused now: Prompt 0.1.1 is closed');
  });

  it('of `shutdown` ends the server', async () => {
    const { server, client } = await release();
    const plan = await client.plan('shutdown');
    expect(plan.follows.serverEnds).toBe(true);
    await client.apply(plan);
    await server.finished();
    expect(await refusedCode(client.ping())).toBe('AUTOTRAIL_SERVER_GONE');
  });

  it('is refused by another trail, and by another run of the same trail', async () => {
    const [here, there] = [await release(), await release({ name: 'elsewhere' })];
    const plan = await here.client.plan('start');
    const same = await release({ journalFile: false });
    for (const { client } of [there, same]) {
      expect(await refusalOf(client.apply(plan))).toMatchObject({ code: 'AUTOTRAIL_PLAN_OF_ANOTHER_RUN' });
    }
    expect(await here.client.apply(plan)).toMatchObject({ affected: { length: 4 } });
  });

  it('of ten thousand steps can be applied', async () => {
    const steps = Array.from({ length: 10_000 }, (_, i) => emptyStep(`a step with a rather long name, number ${i}`));
    const pairs = steps
      .slice(100)
      .flatMap((step, i) => [[steps[i] ?? step, step] as const, [steps[i + 1] ?? step, step] as const]);
    const client = clientOf(await started(pairs));
    await client.pause();
    const plan = await client.plan('skip');
    expect(JSON.stringify(plan).length).toBeGreaterThan(1_048_576);
    expect([plan.affected.length, plan.follows.joins.length]).toEqual([10_000, 9_900]);
    expect((await client.apply(plan)).affected).toHaveLength(10_000);
  });
});

describe('On the wire', () => {
  async function wire2(server: TrailServer) {
    const connection = await connect(server.socketFile);
    onTestFinished(() => connection.close());
    return (name: string, fields: JsonObject) => connection.request(name, fields);
  }

  it('a plan is applied as it was answered', async () => {
    const { server, client } = await release();
    const request = await wire2(server);
    const { result: plan } = await request('plan', { call: { name: 'pause_branch', tags: { name: 'build' } } });
    expect(await request('apply', { plan, dry_run: true })).toMatchObject({ result: { affected: { length: 4 } }, error: null });
    expect(await request('apply', { plan })).toMatchObject({ result: { affected: { length: 4 }, revision: 1 }, error: null });
    expect(await client.status({ name: 'build' }, { fields: ['state'] })).toEqual([{ state: 'Paused' }]);
  });

  it('what is no plan, or no control call, is refused and named', async () => {
    const { server, client } = await release();
    const request = await wire2(server);
    const codeOf = async (name: string, fields: JsonObject) => (await request(name, fields)).error?.code;
    for (const plan of [null, 'x', [], {}, { call: { name: 'start' } }]) {
      expect(await codeOf('apply', { plan })).toBe('AUTOTRAIL_BAD_FIELD');
      expect(await refusalOf(client.apply(plan as never))).toMatchObject({ code: 'AUTOTRAIL_BAD_FIELD' });
    }
    for (const name of ['status', 'note', 'plan', 'apply']) {
      expect(await codeOf('plan', { call: { name, text: 'x', call: { name: 'start' }, plan: {} } })).toMatch(
        /^AUTOTRAIL_(NOT_PLANNABLE|BAD_FIELD)$/,
      );
    }
    expect(await codeOf('plan', { call: { name: 'dance' } })).toBe('AUTOTRAIL_UNKNOWN_CALL');
    expect(await client.ping()).toMatchObject({ revision: 0 });
  });

  it('version 1 knows neither', async () => {
    const { server } = await release();
    for (const name of ['plan', 'apply']) {
      const { error } = await sendRequest(server.socketFile, {
        name,
        call: { name: 'start', dry_run: true },
        plan: {},
        dry_run: true,
      });
      expect(error).toBe(`API name ${name} is invalid.`);
    }
  });
});

async function refusedCode(call: Promise<unknown>): Promise<string | null> {
  return call.then(
    () => null,
    (error: unknown) => (AutoTrailError.is(error) ? error.code : null),
  );
}

describe('The types', () => {
  it('ask for what a call needs to be planned', () => {
    const client = new TrailClient('/nowhere.sock');
    expectTypeOf(client.apply).parameter(0).toEqualTypeOf<CallPlan>();
    const check = (): void => {
      void client.plan('skip', { phase: 'deploy' });
      void client.plan('stop', {}, { interrupt: true });
      void client.plan('next_steps', {}, { step_count: 2 });
      void client.plan('my_own_call', {}, { colour: 'red' });
      // @ts-expect-error: a reply has a value
      void client.plan('reply', {}, { prompt_id: '0.1.1' });
      // @ts-expect-error: a count is needed
      void client.plan('next_steps');
    };
    expect(check).toBeTypeOf('function');
  });
});
