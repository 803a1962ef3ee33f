import { type Environment, ManualClock, MemoryJournal, step } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { ScriptedOperator } from '../../src/index.js';
import { served } from '../support/served.js';

const check = step((env: Environment) => env.input('Fine?'), { name: 'check' });
const deploy = step(
  ({ attempt }: Environment) => {
    if (attempt < 3) throw new Error(`attempt ${attempt} failed`);
    return 'deployed';
  },
  { name: 'deploy' },
);

describe('ScriptedOperator', () => {
  it('starts the trail, answers what it asks, decides about what is held, and ends with the trail', async () => {
    const { client } = await served([[check, deploy]]);
    const operator = new ScriptedOperator(client)
      .answer('check', true)
      .onFailure('deploy', (held) => held.resume(`after: ${held.returnValue}`));
    const { outcome, deeds } = await operator.run();
    expect(outcome).toBe('finished');
    expect(deeds).toEqual([
      { n: 0, name: 'check', call: 'reply', on: '0.1.1', value: true },
      { n: 1, name: 'deploy', call: 'resume', on: 'Paused due to failure' },
      { n: 1, name: 'deploy', call: 'resume', on: 'Paused due to failure' },
    ]);
    expect(operator.deeds).toEqual(deeds);
    expect((await client.status({}, { fields: ['returnValue'] })).map(({ returnValue }) => returnValue)).toEqual([
      true,
      'deployed',
    ]);
  });

  it('acts under its name, or the one it is given, and says why', async () => {
    const { client } = await served([[check, deploy]], { journal: new MemoryJournal() });
    await new ScriptedOperator(client, { actor: 'ada' })
      .answer({ n: 0 }, () => 'yes')
      .onFailure('deploy', (held) => held.skip('no time'))
      .run();
    const told: unknown[] = [];
    for await (const { event } of client.history()) if ('actor' in event) told.push([event.type, event.actor, event.reason]);
    expect(told).toEqual([
      ['command', 'ada', undefined],
      ['reply', 'ada', undefined],
      ['command', 'ada', 'no time'],
    ]);
  });

  it('decides about steps that are paused and interrupted too', async () => {
    const { client } = await served([[check, deploy]]);
    await client.pause({ name: 'check' });
    const { outcome, deeds } = await new ScriptedOperator(client)
      .onHold('check', (held) => held.resume())
      // It has changed its mind: the prompt is closed before it is answered.
      .answer('check', async () => (await client.interrupt({ name: 'check' })).revision)
      .onInterrupted('check', (held) => held.skip())
      .onFailure('deploy', (held) => held.block())
      .run();
    expect(outcome).toBe('finished');
    expect(deeds.map(({ call, on }) => [call, on])).toEqual([
      ['resume', 'Paused'],
      ['skip', 'Interrupted'],
      ['block', 'Paused due to failure'],
    ]);
    expect((await client.status({}, { fields: ['state'] })).map(({ state }) => state)).toEqual(['Skipped', 'Blocked']);
  });

  it('marks steps done and gives them up', async () => {
    const fails = (name: string) => step(() => Promise.reject(new Error('no')), { name });
    const { client } = await served([[fails('a')], [fails('b')]]);
    await new ScriptedOperator(client)
      .onFailure('a', (held) => held.markDone('by hand'))
      .onFailure('b', (held) => held.fail())
      .run();
    const states = await client.status({}, { fields: ['state', 'returnValue'] });
    expect(states).toEqual([
      { state: 'Succeeded', returnValue: 'by hand' },
      { state: 'Failed', returnValue: 'no' },
    ]);
  });

  it('fails as soon as something waits for a person that no rule covers, and says what', async () => {
    const { client } = await served([[check, deploy]]);
    await expect(new ScriptedOperator(client).run()).rejects.toMatchObject({
      code: 'AUTOTRAIL_OPERATOR_AT_A_LOSS',
      message: expect.stringContaining(
        'Step check (0) waits for a person, and no rule of the script covers it: prompt 0.1.1 asks "Fine?"',
      ),
    });
    await expect(new ScriptedOperator(client).answer('check', [1]).run()).rejects.toThrow(
      'Step deploy (1) waits for a person, and no rule of the script covers it: it is Paused due to failure',
    );
  });

  it.each([
    ['a prompt', { timeoutMs: 5_000 }, {}],
    ['its attempt', {}, { timeoutMs: 5_000 }],
  ])('leaves alone what ends by itself because of the time limit of %s', async (_, ofPrompt, ofStep) => {
    const clock = new ManualClock(1_000);
    const hasty = step((env: Environment) => env.input('Quick!', ofPrompt), { name: 'hasty' }, { pauseOnFail: false, ...ofStep });
    const twice = step(async (env: Environment) => [await env.input('Now?'), await env.input('And now?')], { name: 'twice' });
    const { client } = await served([[hasty], [twice]], { clock });
    const operator = new ScriptedOperator(client).answer('twice', ({ message }) => {
      // By then the operator has seen the other one.
      if (message === 'And now?') clock.advance(5_000);
      return true;
    });
    expect((await operator.run()).outcome).toBe('finished');
    expect((await client.status({ name: 'hasty' }, { fields: ['state'] }))[0]?.state).toBe('Failed');
  });

  it('refuses rules for steps there are none of, rules that do nothing, and answers that are not taken', async () => {
    const { client } = await served([[deploy]]);
    await expect(new ScriptedOperator(client).answer('chekc', 1).run()).rejects.toMatchObject({ code: 'AUTOTRAIL_UNKNOWN_STEP' });
    expect((await client.status())[0]?.state).toBe('Ready');
    const idle = new ScriptedOperator(client).onFailure('deploy', () => 'nothing');
    await expect(idle.run()).rejects.toMatchObject({ code: 'AUTOTRAIL_OPERATOR_IDLE' });
  });

  it('says that the trail was shut down, where it was', async () => {
    const { client } = await served([[check]]);
    const operator = new ScriptedOperator(client).answer('check', async () => {
      await client.shutdown();
      return true;
    });
    expect(await operator.run()).toMatchObject({ outcome: 'shutdown' });
  });

  it('gives up when its signal aborts', async () => {
    const waits = step(
      ({ signal }: Environment) =>
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      {
        name: 'waits',
      },
    );
    const { client } = await served([[waits]]);
    const given = new AbortController();
    const run = new ScriptedOperator(client).run({ signal: given.signal });
    for await (const event of client.events()) if ('changes' in event) break;
    given.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
  });
});
