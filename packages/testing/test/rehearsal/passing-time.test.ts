import type { Environment, Step } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { rehearse } from '../../src/index.js';
import { asking, chain, never, statesOf, told } from '../support/steps.js';

const MINUTE = 60_000;

describe('in a rehearsal', () => {
  it('failed attempts are made again after their delays, which take none', async () => {
    const fetch = never('fetch', { retry: { attempts: 4, backoffMs: 1_000, factor: 3 } });
    const rehearsal = await rehearse(chain(fetch), { failures: { fetch: 2 }, durations: { fetch: 10 } });
    expect(told(rehearsal)).toEqual([
      '0 fetch 1 Running',
      '10 fetch 1 Waiting: timer',
      '1010 fetch 2 Running',
      '1020 fetch 2 Waiting: timer',
      '4020 fetch 3 Running',
      '4030 fetch 3 Succeeded',
    ]);
    const given = await rehearse(chain(fetch), { fail: ['fetch'] });
    expect(given).toMatchObject({
      outcome: 'waiting',
      endedAt: 13_000,
      waitsFor: [{ on: 'operator', name: 'fetch', since: 13_000 }],
    });
  });

  it('an attempt that takes too long is ended, also one that would never end and one that waits for an answer', async () => {
    const slow = never('slow', { timeoutMs: MINUTE, pauseOnFail: false });
    const asks = asking('asks', (env) => env.input('Now?', { remindMs: 7_000 }), { timeoutMs: MINUTE, pauseOnFail: false });
    const rehearsal = await rehearse([[slow], [asks]], { durations: { slow: Number.POSITIVE_INFINITY } });
    expect(rehearsal).toMatchObject({ outcome: 'finished', endedAt: MINUTE });
    expect(rehearsal.states.map(({ state, cause }) => [state, cause])).toEqual([
      ['Failed', 'timeout'],
      ['Failed', 'timeout'],
    ]);
    expect(await rehearse(chain(asks))).toMatchObject({ outcome: 'finished', endedAt: MINUTE });
  });

  it('an attempt that never ends by itself is what the trail waits for in the end', async () => {
    const rehearsal = await rehearse(chain(never('serve')), { durations: { serve: Number.POSITIVE_INFINITY } });
    expect(rehearsal).toMatchObject({ outcome: 'waiting', endedAt: 0, waitsFor: [{ on: 'worker', name: 'serve' }] });
  });

  it('prompts without an answer run out as they are told to', async () => {
    const ask = (name: string, options: Parameters<Environment['input']>[1]): Step<unknown> =>
      asking(name, (env) => env.input('?', { timeoutMs: MINUTE, ...options }), { pauseOnFail: false });
    const rehearsal = await rehearse([
      [ask('fails', {})],
      [ask('defaults', { onTimeout: 'default', default: 'blue' })],
      [ask('skips', { onTimeout: 'skip' })],
    ]);
    expect(rehearsal).toMatchObject({ outcome: 'finished', endedAt: MINUTE });
    expect(statesOf(rehearsal)).toEqual({ fails: 'Failed', defaults: 'Succeeded', skips: 'Skipped' });
    expect(rehearsal.states.map(({ returnValue }) => returnValue)[1]).toBe('blue');
    expect(rehearsal.states.map(({ provenance }) => provenance)).toEqual(['machine', 'machine', 'skipped by timer']);
  });

  it('reminders go on only while something else is waited for', async () => {
    const asks = asking('asks', (env) => env.input('Well?', { remindMs: 1_000 }));
    const alone = await rehearse(chain(asks));
    expect(alone).toMatchObject({ outcome: 'waiting', endedAt: 0 });
    const beside = await rehearse([[asks], [never('works')]], { durations: { works: 10_500 } });
    expect(beside).toMatchObject({
      outcome: 'waiting',
      endedAt: 10_500,
      waitsFor: [{ on: 'prompt', name: 'asks', prompt: 'Well?' }],
    });
  });

  it('steps wait for slots', async () => {
    const works = ['a', 'b', 'c'].map((name) => never(name));
    const rehearsal = await rehearse(
      works.map((one) => [one]),
      { limits: [{ most: 1 }], durations: { a: 10, b: 10, c: 10 } },
    );
    expect(told(rehearsal)).toEqual([
      '0 a 1 Running',
      '0 b 0 Waiting: slot',
      '0 c 0 Waiting: slot',
      '10 a 1 Succeeded',
      '10 b 1 Running',
      '20 b 1 Succeeded',
      '20 c 1 Running',
      '30 c 1 Succeeded',
    ]);
  });

  it('a hold that has a date ends on it', async () => {
    const startAt = Date.UTC(2026, 0, 1);
    const rehearsal = await rehearse(
      chain(
        asking('asks', (env) => env.input('?')),
        never('later'),
      ),
      {
        startAt,
        operator: (script) => script.answer('asks', () => true).onHold('later', (held) => held.resume()),
        actions: {},
        answers: {},
      },
    );
    expect(rehearsal).toMatchObject({ outcome: 'finished', endedAt: 0 });
    const held = await rehearse(chain(never('works'), never('later')), {
      startAt,
      durations: { works: 10 },
      fail: ['works'],
      operator: (script) =>
        script.onFailure('works', async (step) => {
          await step.client.pause({ name: 'later' }, { until: '2026-01-02T00:00:00Z' });
          await step.skip();
        }),
    });
    expect(held).toMatchObject({ outcome: 'finished', endedAt: 24 * 60 * MINUTE });
    expect(told(held).slice(-3)).toEqual([
      '10 later 0 Paused: operator',
      `${24 * 60 * MINUTE} later 1 Running`,
      `${24 * 60 * MINUTE} later 1 Succeeded`,
    ]);
  });

  it('failures are handled', async () => {
    const [deploy, rollback, tell] = [never('deploy', { pauseOnFail: false }), never('rollback'), never('tell')];
    const trail = { definition: chain(deploy, tell), failurePairs: [[deploy, rollback]] as const };
    const good = await rehearse(trail.definition, { failurePairs: trail.failurePairs });
    expect(statesOf(good)).toEqual({ deploy: 'Succeeded', rollback: 'Skipped', tell: 'Succeeded' });
    const bad = await rehearse(trail.definition, { failurePairs: trail.failurePairs, fail: ['deploy'] });
    expect(bad.outcome).toBe('finished');
    expect(statesOf(bad)).toEqual({ deploy: 'Failed', rollback: 'Succeeded', tell: 'Waiting' });
  });

  it('parameters and results are there', async () => {
    const first = never('first');
    const second = never('second', { uses: [first] });
    const rehearsal = await rehearse(chain(first, second), {
      params: { host: { type: 'string' } },
      paramValues: { host: 'db-1' },
      actions: { first: (env) => env.params.host ?? null, second: (env) => env.resultOf('first') },
    });
    expect(rehearsal.states.map(({ returnValue }) => returnValue)).toEqual(['db-1', { status: 'succeeded', value: 'db-1' }]);
    await expect(rehearse(chain(first), { params: { host: { type: 'string' } } })).rejects.toMatchObject({
      code: 'AUTOTRAIL_BAD_PARAMS',
    });
  });

  it('answers are checked, and given by whoever may', async () => {
    const asks = asking('asks', (env) => env.input('Which?', { choices: ['a', 'b'], mayAnswer: ['ada'] }));
    expect((await rehearse(chain(asks), { answers: { asks: 'b' } })).states[0]).toMatchObject({ returnValue: 'b' });
    await expect(rehearse(chain(asks), { answers: { asks: 'c' } })).rejects.toMatchObject({
      code: 'AUTOTRAIL_CALL_REFUSED',
      cause: expect.objectContaining({ code: 'AUTOTRAIL_ANSWER_REFUSED' }),
    });
  });
});
