import type { JsonObject, JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildTrail } from '../../src/build-trail.js';
import { Deferred } from '../../src/deferred.js';
import type { Environment } from '../../src/environment.js';
import { InProcessExecutor } from '../../src/executor/in-process-executor.js';
import { MemoryJournal } from '../../src/ports/journal.js';
import type { StandardSchema } from '../../src/standard-schema.js';
import { type Definition, step } from '../../src/step.js';
import { HandExecutor, HandPeer } from '../support/manager-ports.js';
import { errorOf, quiet, resultOf, rigFor, watch } from '../support/manager-rig.js';
import { trailOf } from '../support/trails.js';

/** A started trail of real actions, each by its name, that remembers what happened in memory. */
async function started(actions: Readonly<Record<string, (env: Environment) => Promise<JsonValue>>>) {
  const definition: Definition = Object.entries(actions).map(([name, action]) => [step(action, { name })]);
  const journal = new MemoryJournal();
  const rig = rigFor(buildTrail(definition), { journal, executor: new InProcessExecutor() });
  await rig.ask('start');
  await quiet();
  const events = async (): Promise<readonly string[]> => {
    const types: string[] = [];
    for await (const { event } of journal.read()) types.push(event.type);
    return types;
  };
  const reply = (promptId: string, value: JsonValue, fields: JsonObject = {}) =>
    rig.ask('reply', { prompt_id: promptId, value, ...fields });
  const returned = (n = 0): JsonValue => rig.trail.record(n).returnValue;
  return { ...rig, events, reply, returned };
}

/** A schema that says yes when the test does. */
function slowSchema() {
  const says = new Deferred<void>();
  const validate = async (value: unknown) => {
    await says.promise;
    return value === 'bad' ? { issues: [{ message: 'it is bad' }] } : { value: [value] };
  };
  const schema: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate } };
  return { says, schema };
}

describe('an answer that the schema does not take', () => {
  it('is refused, says why, leaves no event, and the prompt stays open', async () => {
    const port = z.coerce.number().int().min(1);
    const { reply, returned, events, trail } = await started({ a: (env) => env.ask('Port?', { schema: port }) });
    const before = await events();
    expect(errorOf(await reply('0.1.1', 'many'))).toMatchObject({
      code: 'AUTOTRAIL_ANSWER_REFUSED',
      message: expect.stringMatching(/^Prompt 0\.1\.1 does not take "many": .*number/),
    });
    expect(errorOf(await reply('0.1.1', '0', { dry_run: true })).code).toBe('AUTOTRAIL_ANSWER_REFUSED');
    expect([await events(), trail.needsInput]).toEqual([before, true]);
    resultOf(await reply('0.1.1', '80'));
    await quiet();
    expect([returned(), trail.record(0).inputMessages]).toEqual([80, ['80']]);
  });

  it('is refused in a plan, and when a plan is applied', async () => {
    const { ask, trail } = await started({ a: (env) => env.ask('How many?', { schema: z.number() }) });
    const call = { name: 'reply', prompt_id: '0.1.1', value: 'many' };
    expect(errorOf(await ask('plan', { call })).code).toBe('AUTOTRAIL_ANSWER_REFUSED');
    const plan = resultOf<JsonObject>(await ask('plan', { call: { ...call, value: 1 } }));
    const forged = { ...plan, call: { ...(plan.call as JsonObject), value: 'many' } };
    expect(errorOf(await ask('apply', { plan: forged })).message).toContain('does not take "many"');
    expect(trail.needsInput).toBe(true);
    resultOf(await ask('apply', { plan }));
    expect(trail.needsInput).toBe(false);
  });

  it('is told of the steps that do not take a broadcast; the others go on', async () => {
    const { ask, trail } = await started({
      number: (env) => env.ask('How many?', { schema: z.number() }),
      text: (env) => env.ask('Which?', { schema: z.string() }),
    });
    expect(resultOf(await ask('send_message_to_steps', { tags: {}, message: 7 }))).toMatchObject({
      affected: [{ name: 'number' }],
      refused: [{ name: 'text', reason: expect.stringMatching(/^Prompt 1\.1\.1 does not take 7: .*string/) }],
    });
    expect(trail.needsInput).toBe(true);
  });
});

describe('an answer whose schema takes its time', () => {
  it('waits for it, and nobody else does', async () => {
    const { says, schema } = slowSchema();
    const { ask, reply, returned } = await started({
      a: (env) => env.ask('Which?', { schema }) as Promise<JsonValue>,
      b: (env) => env.input('And?'),
    });
    const [good, bad] = [watch(reply('0.1.1', 'good')), watch(reply('0.1.1', 'bad'))];
    expect(resultOf(await ask('list'))).toHaveLength(2);
    resultOf(await reply('1.1.1', 'answered meanwhile'));
    await quiet();
    expect([good.isSettled, bad.isSettled, returned(1)]).toEqual([false, false, 'answered meanwhile']);
    says.resolve();
    await quiet();
    expect(good.value).toMatchObject({ error: null });
    expect(bad.value).toMatchObject({ error: { code: 'AUTOTRAIL_PROMPT_CLOSED' } });
    expect(returned()).toEqual(['good']);
  });

  it('is refused as any other where the prompt is closed meanwhile', async () => {
    const { schema } = slowSchema();
    const abort = new AbortController();
    const { ask, reply } = await started({
      a: (env) => env.ask('Which?', { schema, signal: abort.signal }) as Promise<JsonValue>,
      b: (env) => env.ask('Which?', { schema }) as Promise<JsonValue>,
    });
    const replies = [reply('0.1.1', 'good'), reply('1.1.1', 'good')];
    await quiet();
    abort.abort(new Error('decided elsewhere'));
    await ask('interrupt', { tags: { name: 'b' } });
    const errors = (await Promise.all(replies)).map(errorOf);
    expect(errors.map(({ message }) => message)).toEqual([
      'Prompt 0.1.1 is closed: its action wants no answer any longer.',
      'Prompt 1.1.1 is closed: the attempt that asked it is over.',
    ]);
  });

  it('is not taken where its action has withdrawn the prompt, and the trail has not heard of it', async () => {
    const abort = new AbortController();
    const { reply, trail } = await started({
      a: (env) => env.ask('Which?', { schema: z.number(), signal: abort.signal }),
    });
    const late = reply('0.1.1', 1);
    abort.abort(new Error('decided elsewhere'));
    expect(errorOf(await late).message).toBe('Prompt 0.1.1 does not take 1: its action no longer waits for an answer.');
    expect(trail.record(0).inputMessages).toEqual([]);
  });

  it('is refused once when its client hangs up, and when the server ends', async () => {
    const executor = Object.assign(new HandExecutor(), { check: () => new Promise<never>(() => {}) });
    const rig = rigFor(trailOf([['a']]), { executor, journal: new MemoryJournal() });
    await rig.ask('start');
    executor.report('0.1').prompt('0.1.1', 'Which?', { isChecked: true });
    await quiet();
    const [gone, left] = [new HandPeer(), new HandPeer()].map((peer) => {
      const answered = watch(rig.ask('reply', { prompt_id: '0.1.1', value: 1 }, peer));
      return { peer, answered };
    });
    await quiet();
    gone?.peer.leave();
    await quiet();
    expect(gone?.answered.value).toMatchObject({ error: { code: 'AUTOTRAIL_CLIENT_GONE' } });
    expect(left?.answered.isSettled).toBe(false);
    const ended = rig.manager.shutdown();
    await quiet();
    executor.succeed('0.1');
    await ended;
    expect(left?.answered.value).toMatchObject({ error: { code: 'AUTOTRAIL_SERVER_ENDING' } });
  });

  it('does what it was asked to once, also where it was asked twice under one id', async () => {
    const { says, schema } = slowSchema();
    const { reply, events } = await started({ a: (env) => env.ask('Which?', { schema }) as Promise<JsonValue> });
    const replies = ['r1', 'r1'].map((request_id) => reply('0.1.1', 'good', { request_id }));
    says.resolve();
    const [first, second] = await Promise.all(replies);
    expect(first).toMatchObject({ error: null });
    expect(second).toEqual(first);
    expect((await events()).filter((type) => type === 'reply')).toHaveLength(1);
  });
});

describe('a prompt that was withdrawn', () => {
  it('is closed for everybody, and its action goes on', async () => {
    const abort = new AbortController();
    const { reply, events, trail } = await started({
      a: async (env) => {
        const asked = env.input('Which?', { signal: abort.signal }).catch((error: Error) => error.message);
        return [await asked, await env.input('And now?')];
      },
    });
    abort.abort(new Error('decided elsewhere'));
    await quiet();
    expect(trail.record(0).prompts).toMatchObject([{ status: 'withdrawn' }, { status: 'open' }]);
    expect(errorOf(await reply('0.1.1', 1)).code).toBe('AUTOTRAIL_PROMPT_CLOSED');
    resultOf(await reply('0.1.2', 2));
    await quiet();
    expect(trail.record(0).returnValue).toEqual(['decided elsewhere', 2]);
    expect(await events()).toEqual(['created', 'command', 'prompt', 'withdrawn', 'prompt', 'reply', 'ended']);
  });
});

describe('when nobody answers in time', () => {
  const timeout = { timeoutMs: 500 } as const;

  it('`fail` throws, `default` answers with the default through the schema, and `skip` leaves the step out', async () => {
    const { clock, trail } = await started({
      fail: (env) => env.input('?', { ...timeout, default: 1 }).catch((error: { readonly code: string }) => error.code),
      default: (env) => env.ask('?', { ...timeout, onTimeout: 'default', default: '7', schema: z.coerce.number() }),
      skip: (env) => env.input('?', { ...timeout, onTimeout: 'skip', default: 1 }),
    });
    clock.advance(499);
    await quiet();
    expect(trail.needsInput).toBe(true);
    clock.advance(1);
    await quiet();
    expect([0, 1].map((n) => trail.record(n).returnValue)).toEqual(['AUTOTRAIL_PROMPT_TIMED_OUT', 7]);
    expect(trail.record(2)).toMatchObject({ state: 'Skipped', cause: 'timer' });
    expect([0, 1, 2].map((n) => trail.record(n).prompts[0]?.status)).toEqual(['timed out', 'timed out', 'timed out']);
    expect(trail.isFinished).toBe(true);
  });
});
