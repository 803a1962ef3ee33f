import type { JsonValue } from '@autotrail/core';
import { type Environment, type StandardSchema, type Step, step } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TrailClient, type TrailServerOptions } from '../src/index.js';
import { emptyStep, promise, started } from './support/local.js';
import { Witness } from './support/witness.js';

/** Takes texts of digits, and makes numbers of them; what it takes its time for is the test's. */
function portSchema(ready: () => Promise<void> | void = () => {}): StandardSchema<string, number> {
  const judge = (value: unknown) =>
    typeof value === 'string' && /^\d+$/.test(value)
      ? { value: Number(value) }
      : { issues: [{ message: 'expected digits', path: ['port'] }] };
  const validate = (value: unknown) => {
    const waiting = ready();
    return waiting instanceof Promise ? waiting.then(() => judge(value)) : judge(value);
  };
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

/** A started trail of actions, by their names, with a client, and a witness to wait with. */
async function trailOf(
  actions: Readonly<Record<string, (env: Environment) => JsonValue | Promise<JsonValue>>>,
  options: TrailServerOptions = {},
) {
  const steps = Object.entries(actions).map(([name, action]): [Step<unknown>] => [step(action, { name })]);
  const server = await started(steps, options);
  const client = new TrailClient(server.socketFile ?? '');
  const witness = await Witness.of(server.socketFile ?? '');
  onTestFinished(() => witness.close());
  await client.start();
  const asked = (count: number) => witness.until(() => types('prompt').length >= count);
  const types = (type: string) => witness.records.filter(({ event }) => event.type === type);
  const returned = async () => {
    await client.wait();
    return (await client.status({}, { fields: ['returnValue'] })).map(({ returnValue }) => returnValue);
  };
  return { client, witness, asked, types, returned };
}

/** The code under which the server refused a call. */
function codeOf(error: Error): string | undefined {
  return (error.cause as { readonly code: string } | undefined)?.code;
}

describe('an answer', () => {
  it('that the schema does not take is refused with the reason, is no event, and leaves the prompt open', async () => {
    const { client, asked, types, returned } = await trailOf({ a: (env) => env.ask('Which port?', { schema: portSchema() }) });
    await asked(1);
    await expect(client.reply('0.1.1', 'many')).rejects.toMatchObject({
      cause: { code: 'AUTOTRAIL_ANSWER_REFUSED' },
      message: 'Prompt 0.1.1 does not take "many": port: expected digits.',
    });
    expect(await client.sendMessageToSteps(8080)).toMatchObject({
      affected: [],
      refused: [{ name: 'a', reason: 'Prompt 0.1.1 does not take 8080: port: expected digits.' }],
    });
    expect((await client.status())[0]?.prompts).toMatchObject([{ id: '0.1.1', message: 'Which port?' }]);
    await client.reply('0.1.1', '8080');
    expect(await returned()).toEqual([8080]);
    expect(types('reply').map(({ event }) => event)).toMatchObject([{ promptId: '0.1.1', value: '8080' }]);
  });

  it('goes to the prompt it names: of two steps, and of one step twice, in any order, while another branch runs', async () => {
    const goOn = promise<void>();
    const two = (env: Environment) => Promise.all(['First?', 'Second?'].map((text) => env.ask(text, { schema: portSchema() })));
    const { client, asked, returned } = await trailOf({
      a: two,
      b: (env) => env.ask('Which?', { choices: ['blue', 'green'] }),
      branch: () => goOn.promise.then(() => 'branch'),
    });
    await asked(3);
    for (const [promptId, value] of [
      ['1.1.1', 'green'],
      ['0.1.2', '22'],
      ['0.1.1', '11'],
    ] as const) {
      await client.reply(promptId, value);
    }
    expect((await client.status({ name: 'branch' }))[0]?.state).toBe('Running');
    goOn.resolve();
    expect(await returned()).toEqual([[11, 22], 'green', 'branch']);
  });

  it('may come from those who may give it, by name', async () => {
    const { client, asked, witness, returned } = await trailOf({ a: (env) => env.confirm('Go live?', { mayAnswer: ['ann'] }) });
    await asked(1);
    for (const options of [{}, { actor: 'eve' }]) {
      await expect(client.reply('0.1.1', true, options)).rejects.toMatchObject({
        cause: { code: 'AUTOTRAIL_NOT_YOURS_TO_ANSWER' },
      });
    }
    await client.reply('0.1.1', true, { actor: 'ann', reason: 'all is green' });
    expect(await returned()).toEqual([true]);
    const reply = witness.records.find(({ event }) => event.type === 'reply');
    expect(reply?.event).toMatchObject({ actor: 'ann', reason: 'all is green' });
  });

  it('whose schema takes its time lets others go on, and is refused if the prompt is closed meanwhile', async () => {
    const [looked, ready] = [promise<void>(), promise<void>()];
    const slow = portSchema(() => {
      looked.resolve();
      return ready.promise;
    });
    const { client, asked, returned } = await trailOf({ a: (env) => env.ask('?', { schema: slow }), b: (env) => env.input('?') });
    await asked(2);
    const [first, second] = ['1', '2'].map((value) => client.reply('0.1.1', value));
    await looked.promise;
    await client.reply('1.1.1', 'meanwhile');
    expect((await client.status({ name: 'a' }))[0]?.prompts).toHaveLength(1);
    ready.resolve();
    const ends = await Promise.allSettled([first, second]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [codeOf(end.reason)] : []));
    expect(refused).toEqual([expect.stringMatching(/^AUTOTRAIL_(PROMPT_CLOSED|ANSWER_REFUSED)$/)]);
    const [value, other] = await returned();
    expect([ends[0]?.status === 'fulfilled' ? 1 : 2, 'meanwhile']).toEqual([value, other]);
  });

  it('that is looked at for ever is refused once its attempt is ended', async () => {
    const looked = promise<void>();
    const never = portSchema(() => {
      looked.resolve();
      return new Promise(() => {});
    });
    const { client, asked } = await trailOf({ a: (env) => env.ask('?', { schema: never }) });
    await asked(1);
    const late = client.reply('0.1.1', '1').catch(codeOf);
    await looked.promise;
    await client.interrupt();
    expect(['AUTOTRAIL_PROMPT_CLOSED', 'AUTOTRAIL_ANSWER_REFUSED']).toContain(await late);
  });
});

describe('a prompt', () => {
  it('is withdrawn by its signal, and closed by the end of its attempt', async () => {
    const abort = new AbortController();
    const { client, asked, types } = await trailOf({
      a: (env) => env.input('Here?', { signal: abort.signal }).catch((error: Error) => error.message),
      b: async (env) => {
        void env.input('Never awaited?').catch(() => {});
        return env.input('There?');
      },
    });
    await asked(3);
    abort.abort(new Error('decided elsewhere'));
    await client.reply('1.1.2', 'there');
    await client.wait();
    expect(types('withdrawn').map(({ event }) => event)).toEqual([{ type: 'withdrawn', n: 0, attempt: 1, promptId: '0.1.1' }]);
    const why = async (promptId: string) => client.reply(promptId, 1).catch((error: Error) => error.message);
    expect(await why('0.1.1')).toBe('Prompt 0.1.1 is closed: its action wants no answer any longer.');
    expect(await why('1.1.1')).toBe('Prompt 1.1.1 is closed: the attempt that asked it is over.');
    expect(await why('1.1.2')).toBe('Prompt 1.1.2 is closed: it was answered already.');
  });

  it('that nobody answers in time fails its action, takes the default, or leaves the step out', async () => {
    const timeout = { timeoutMs: 1, default: '80' } as const;
    const { client, returned } = await trailOf({
      fail: (env) => env.input('?', timeout).catch(({ code }: { readonly code: string }) => code),
      default: (env) => env.ask('?', { ...timeout, onTimeout: 'default', schema: portSchema() }),
      skip: (env) => env.input('?', { ...timeout, onTimeout: 'skip' }),
    });
    expect((await returned()).slice(0, 2)).toEqual(['AUTOTRAIL_PROMPT_TIMED_OUT', 80]);
    expect((await client.status({ name: 'skip' }))[0]).toMatchObject({ state: 'Skipped', cause: 'timer', prompts: [] });
  });

  it('says again and again that nobody has answered it', async () => {
    const { client, witness, asked } = await trailOf({ a: (env) => env.input('?', { remindMs: 1 }) });
    await asked(1);
    await witness.until(({ records }) => records.filter(({ event }) => event.type === 'timer').length >= 2);
    await client.reply('0.1.1', 'at last');
    await client.wait();
    expect((await client.status({}, { fields: ['returnValue'] }))[0]?.returnValue).toBe('at last');
  });
});

describe('an action', () => {
  it('goes by the parameters of its run and by what has become of the steps it uses', async () => {
    const build = step(() => ({ file: 'a.tar' }), { name: 'build' });
    const left = emptyStep('left');
    const deploy = step(
      (env) =>
        ({ host: env.params.host ?? null, built: env.resultOf(build), left: env.resultOf('left') }) as unknown as JsonValue,
      { name: 'deploy' },
      { uses: [build, left] },
    );
    const options = { params: { host: { type: 'string' } }, paramValues: { host: 'db-1' } } as const;
    const server = await started(
      [
        [build, deploy],
        [left, deploy],
      ],
      options,
    );
    const client = new TrailClient(server.socketFile ?? '');
    await client.skip({ name: 'left' });
    await client.start();
    await client.wait();
    expect((await client.status({ name: 'deploy' }))[0]?.returnValue).toEqual({
      host: 'db-1',
      built: { status: 'succeeded', value: { file: 'a.tar' } },
      left: { status: 'skipped', cause: 'operator' },
    });
  });
});
