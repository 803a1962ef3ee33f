import { setImmediate as nextMacrotask } from 'node:timers/promises';
import { step } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { type RehearsalOptions, rehearse } from '../../src/index.js';
import { asking, chain, never, statesOf, told } from '../support/steps.js';

describe('rehearse', () => {
  it('runs no action and no hook, and has every step succeed at once', async () => {
    const rehearsal = await rehearse(chain(never('build'), never('deploy')));
    expect(rehearsal).toMatchObject({ outcome: 'finished', isGood: true, endedAt: 0, waitsFor: [], deeds: [] });
    expect(told(rehearsal)).toEqual([
      '0 build 1 Running',
      '0 deploy 0 Waiting',
      '0 build 1 Succeeded',
      '0 deploy 1 Running',
      '0 deploy 1 Succeeded',
    ]);
    expect(rehearsal.states[1]).toEqual({
      n: 1,
      name: 'deploy',
      state: 'Succeeded',
      cause: null,
      attempt: 1,
      returnValue: null,
      provenance: 'machine',
      output: [],
    });
  });

  it('ends where a step that is to fail waits for a decision', async () => {
    const rehearsal = await rehearse(chain(never('build'), never('deploy'), never('tell')), { fail: ['deploy'] });
    expect(rehearsal).toMatchObject({ outcome: 'waiting', isGood: false });
    expect(statesOf(rehearsal)).toEqual({ build: 'Succeeded', deploy: 'Paused due to failure', tell: 'Waiting' });
    expect(rehearsal.waitsFor).toEqual([expect.objectContaining({ on: 'operator', n: 1, name: 'deploy', since: 0 })]);
  });

  it('fails the steps that are chosen by tags, each without asking where the step says so', async () => {
    const steps = [
      step(() => 1, { name: 'a', phase: 'test' }, { pauseOnFail: false }),
      step(() => 1, { name: 'b', phase: 'test' }, { pauseOnFail: false }),
      step(() => 1, { name: 'c' }),
    ];
    const rehearsal = await rehearse(
      steps.map((one) => [one]),
      { fail: [{ phase: 'test' }] },
    );
    expect(rehearsal).toMatchObject({ outcome: 'finished', isGood: false });
    expect(statesOf(rehearsal)).toEqual({ a: 'Failed', b: 'Failed', c: 'Succeeded' });
  });

  it('is good where a condition failed', async () => {
    const condition = never('is it monday', { pauseOnFail: false, skipProgenyOnFailure: true });
    const rehearsal = await rehearse(chain(condition, never('greet')), { fail: ['is it monday'] });
    expect(rehearsal).toMatchObject({ outcome: 'finished', isGood: true });
    expect(statesOf(rehearsal)).toEqual({ 'is it monday': 'Failed', greet: 'Skipped' });
  });

  it('lets attempts take as long as they are said to, side by side, on its own clock', async () => {
    const [a, b, c] = [never('a'), never('b'), never('c')];
    const rehearsal = await rehearse(
      [
        [a, c],
        [b, c],
      ],
      { durations: { a: 3_600_000, b: 60_000, c: 1_000 } },
    );
    expect(told(rehearsal).filter((line) => !line.includes('Waiting'))).toEqual([
      '0 a 1 Running',
      '0 b 1 Running',
      '60000 b 1 Succeeded',
      '3600000 a 1 Succeeded',
      '3600000 c 1 Running',
      '3601000 c 1 Succeeded',
    ]);
    expect(rehearsal.endedAt).toBe(3_601_000);
  });

  it('gives answers, one after the other where there are several, and tells who did what', async () => {
    const twice = asking('twice', async (env) => [await env.input('first?'), await env.input('second?')]);
    const rehearsal = await rehearse(
      chain(
        asking('check', (env) => env.input('check?')),
        twice,
      ),
      { answers: { check: true, twice: ['a', ['b']] } },
    );
    expect(rehearsal).toMatchObject({ outcome: 'finished', isGood: true });
    expect(rehearsal.states.map(({ returnValue }) => returnValue)).toEqual([true, ['a', ['b']]]);
    expect(rehearsal.deeds).toEqual([
      { n: 0, name: 'check', call: 'reply', on: '0.1.1', value: true },
      { n: 1, name: 'twice', call: 'reply', on: '1.1.1', value: 'a' },
      { n: 1, name: 'twice', call: 'reply', on: '1.1.2', value: ['b'] },
    ]);
  });

  it('ends where a prompt has no answer, and where the answers are used up', async () => {
    const twice = asking('twice', async (env) => [await env.input('first?'), await env.input({ second: 1 })]);
    const rehearsal = await rehearse(
      chain(
        asking('check', (env) => env.input('check?')),
        twice,
      ),
      { answers: { check: (prompt) => prompt.message, twice: [1] } },
    );
    expect(rehearsal).toMatchObject({ outcome: 'waiting', isGood: false });
    expect(rehearsal.states[0]?.returnValue).toBe('check?');
    expect(rehearsal.waitsFor).toEqual([
      expect.objectContaining({ on: 'prompt', n: 1, name: 'twice', promptId: '1.1.2', prompt: { second: 1 } }),
    ]);
  });

  it('has a person act as the script says, before time passes', async () => {
    const rehearsal = await rehearse(chain(never('build'), never('deploy'), never('tell')), {
      fail: ['deploy'],
      durations: { deploy: 5_000 },
      operator: (script) =>
        script.onFailure('deploy', (held) => (held.attempt < 3 ? held.resume('once more') : held.skip('by hand'))),
    });
    expect(rehearsal).toMatchObject({ outcome: 'finished', isGood: true, endedAt: 15_000 });
    expect(rehearsal.deeds.map(({ call, on }) => [call, on])).toEqual([
      ['resume', 'Paused due to failure'],
      ['resume', 'Paused due to failure'],
      ['skip', 'Paused due to failure'],
    ]);
    expect(statesOf(rehearsal)).toEqual({ build: 'Succeeded', deploy: 'Skipped', tell: 'Succeeded' });
  });

  it('gives up the steps that it is told to, once they are paused, so that what handles their failure goes on', async () => {
    const [deploy, rollback] = [never('deploy', { retry: { attempts: 2, backoffMs: 1_000 } }), never('rollback')];
    const trail = { definition: [[deploy, never('tell')]] as const, options: { failurePairs: [[deploy, rollback]] as const } };
    const options = { ...trail.options, fail: ['deploy'] };
    const paused = await rehearse(trail.definition, options);
    expect(statesOf(paused)).toEqual({ deploy: 'Paused due to failure', tell: 'Waiting', rollback: 'Waiting' });
    const givenUp = await rehearse(trail.definition, { ...options, giveUp: ['deploy'] });
    expect(givenUp).toMatchObject({ outcome: 'finished', endedAt: 1_000 });
    expect(statesOf(givenUp)).toEqual({ deploy: 'Failed', tell: 'Waiting', rollback: 'Succeeded' });
    expect(givenUp.deeds).toEqual([{ n: 0, name: 'deploy', call: 'fail', on: 'Paused due to failure' }]);
  });

  it('names the steps that it came to and whose functions it did not run, for nobody knows what those ask', async () => {
    const definition = chain(
      asking('look', (env) => env.input('Fine?')),
      never('test'),
      never('sign'),
      never('deploy'),
      never('tell'),
    );
    const rehearsal = await rehearse(definition, {
      answers: { look: true },
      actions: { sign: () => 'signed' },
      fail: ['deploy'],
    });
    expect(rehearsal.notRun).toEqual([
      { n: 1, name: 'test' },
      { n: 3, name: 'deploy' },
    ]);
  });

  it('names the steps that did not ask for what they were to be answered, or not for all of it', async () => {
    const ask = (name: string) => asking(name, async (env) => [await env.input('first?'), await env.input('second?')]);
    const rehearsal = await rehearse([[ask('all')], [ask('left')], [ask('again')], [never('mute')], [never('made')]], {
      answers: { all: [1, 2], left: [1, 2, 3], again: 1, mute: 'nonsense' },
      operator: (script) => script.answer({ name: 'made' }, () => 1),
    });
    expect(rehearsal.outcome).toBe('finished');
    expect(rehearsal.unusedAnswers).toEqual(['left', 'mute', { name: 'made' }]);
  });

  it('runs functions in place of actions, which may ask, put out, throw, and wait for something real', async () => {
    const context = { hosts: ['db-1'] };
    const rehearsal = await rehearse(chain(never('ask'), never('read'), never('throw')), {
      context,
      actions: {
        ask: async (env, { hosts }) => {
          hosts.push(String(await env.input('Which?')));
          env.output(hosts.join());
        },
        read: async () =>
          (await import('node:fs/promises')).readFile(new URL(import.meta.url), 'utf8').then(({ length }) => length > 0),
        throw: () => {
          throw new Error('no room');
        },
      },
      answers: { ask: 'db-2' },
    });
    expect(rehearsal.states.map(({ returnValue, output }) => [returnValue, output])).toEqual([
      [null, ['db-1,db-2']],
      [true, []],
      ['no room', []],
    ]);
    expect(context).toEqual({ hosts: ['db-1'] });
  });

  it('lets time stand still while a stand-in works at something real', async () => {
    const rehearsal = await rehearse([[never('works')], [never('lasts')]], {
      durations: { lasts: 1_000 },
      actions: {
        works: async () => {
          for (let round = 0; round < 50; round++) await nextMacrotask();
        },
      },
    });
    expect(told(rehearsal).slice(-2)).toEqual(['0 works 1 Succeeded', '1000 lasts 1 Succeeded']);
  });

  it('ends where a stand-in waits for a message, and goes on where one is sent', async () => {
    const actions: RehearsalOptions['actions'] = {
      listens: async (env) => {
        for await (const message of env.messages) {
          env.output(`attempt ${env.attempt} heard it`);
          return message;
        }
        return null;
      },
    };
    const rehearsal = await rehearse(chain(never('listens')), { actions });
    expect(rehearsal).toMatchObject({ outcome: 'waiting', waitsFor: [{ on: 'worker', name: 'listens' }] });
    const helped = await rehearse([[never('listens')], [never('fails')]], {
      actions,
      fail: ['fails'],
      operator: (script) =>
        script.onFailure('fails', async (held) => {
          await held.client.sendMessageToSteps('now', { name: 'listens' });
          await held.skip();
        }),
    });
    expect(helped.states[0]).toMatchObject({ state: 'Succeeded', returnValue: 'now', output: ['attempt 1 heard it'] });
  });

  it('lets a step fail some times before it succeeds', async () => {
    const rehearsal = await rehearse(chain(never('fetch')), {
      failures: { fetch: 2 },
      operator: (script) => script.onFailure({ name: 'fetch' }, (held) => held.resume()),
    });
    expect(rehearsal.states[0]).toMatchObject({ state: 'Succeeded', attempt: 3 });
  });

  it('can be done again, of the same definition and at the same time, and is the same then', async () => {
    const definition = chain(
      never('a'),
      asking('b', (env) => env.input('b?')),
      never('c'),
    );
    const options = { fail: ['c'], answers: { b: 1 }, durations: { a: 7 } };
    expect(await rehearse(definition, options)).toEqual(await rehearse(definition, options));
  });
});

describe('what rehearse refuses', () => {
  const definition = chain(
    asking('check', (env) => env.input('check?')),
    never('deploy'),
  );

  it.each([
    ['`fail`', { fail: ['deplyo'] }],
    ['`fail`', { fail: [{ phase: 'deploy' }] }],
    ['`failures`', { failures: { deplyo: 1 } }],
    ['`durations`', { durations: { deplyo: 1 } }],
    ['`giveUp`', { giveUp: ['deplyo'] }],
    ['`answers`', { answers: { deplyo: 1 } }],
    ['`actions`', { actions: { constructor: () => 1 } }],
    ['`operator`', { operator: ((script) => script.answer('deplyo', 1)) satisfies RehearsalOptions['operator'] }],
  ])('is %s for a step there is none of, before anything is run: %j', async (owner, options) => {
    const refused = rehearse(definition, { actions: { check: () => expect.fail('it was run') }, ...options } as object);
    await expect(refused).rejects.toMatchObject({
      code: 'AUTOTRAIL_UNKNOWN_STEP',
      message: expect.stringMatching(new RegExp(`^Expected ${owner} to name steps of the trail \\(check, deploy\\), got `)),
    });
  });

  it.each([
    ['durations.deploy', { durations: { deploy: -1 } }],
    ['failures.deploy', { failures: { deploy: 1.5 } }],
    ['actions.deploy', { actions: { deploy: 1 as never } }],
    ['maxMs', { maxMs: Number.NaN }],
    ['maxEvents', { maxEvents: 0 }],
    ['startAt', { startAt: 'now' as never }],
  ])('is a bad %s', async (option, options) => {
    await expect(rehearse(definition, options)).rejects.toMatchObject({
      code: 'AUTOTRAIL_BAD_OPTION',
      details: expect.objectContaining({ option }),
    });
  });

  it('is a definition that is none', async () => {
    await expect(rehearse([])).rejects.toMatchObject({ code: 'AUTOTRAIL_EMPTY_DEFINITION' });
  });

  it('is to go on for ever, with a clear error', async () => {
    const options: RehearsalOptions = {
      fail: ['deploy'],
      answers: { check: 1 },
      operator: (script) => script.onFailure('deploy', (held) => held.resume()),
    };
    await expect(rehearse(definition, { ...options, maxEvents: 200 })).rejects.toMatchObject({
      code: 'AUTOTRAIL_REHEARSAL_ENDLESS',
      message: expect.stringContaining('200 events'),
    });
    const slow = rehearse(definition, { ...options, durations: { deploy: 1_000 }, maxMs: 60_000 });
    await expect(slow).rejects.toMatchObject({ message: expect.stringContaining('60000 ms') });
  });

  it('is to go on for ever without ever waiting, with the same error', async () => {
    const busy = chain(never('busy', { retry: { attempts: 1e9, backoffMs: 0 } }));
    await expect(rehearse(busy, { fail: ['busy'], maxEvents: 100 })).rejects.toMatchObject({
      code: 'AUTOTRAIL_REHEARSAL_ENDLESS',
      message: expect.stringContaining('100 events'),
    });
  });

  it('is a rule that leaves a step as it is', async () => {
    const idle = rehearse(definition, { fail: ['check'], operator: (script) => script.onFailure('check', () => {}) });
    await expect(idle).rejects.toMatchObject({
      code: 'AUTOTRAIL_OPERATOR_IDLE',
      message: 'The rule of the script for step check (0), which is Paused due to failure, has left it as it was.',
    });
  });
});
