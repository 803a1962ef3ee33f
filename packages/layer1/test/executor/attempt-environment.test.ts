import { getEventListeners } from 'node:events';
import type { JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { type Step, step } from '../../src/step.js';
import type { StepOutcome } from '../../src/step-outcome.js';
import type { Delivery } from '../../src/trail/effects.js';
import { type Attempt, openAttempt, unheardRejections } from '../support/manager-attempts.js';
import { codeOf, quiet, watch } from '../support/manager-rig.js';

function deliver({ executor, n, attempt }: Attempt, delivery: Delivery): void {
  executor.deliver({ n, attempt }, delivery);
}

function reply(to: Attempt, promptId: string, value: JsonValue): void {
  deliver(to, { type: 'reply', promptId, value });
}

function interrupt({ executor, n, attempt }: Attempt): void {
  executor.end({ n, attempt }, 'operator');
}

describe('output', () => {
  it('is reported in order, as it was when it was put out', () => {
    const open = openAttempt();
    const progress = { done: 1 };
    open.env.output('a line');
    open.env.output(progress);
    progress.done = 2;
    open.env.output(progress);
    expect(open.said).toEqual(['output "a line"', 'output {"done":1}', 'output {"done":2}']);
  });

  it('that is no JSON throws, naming the culprit, and nothing is reported', async () => {
    const open = openAttempt();
    const put = async (): Promise<void> => open.env.output({ at: new Date(0) } as unknown as JsonValue);
    expect(await codeOf(put())).toBe('AUTOTRAIL_NOT_JSON');
    await expect(put()).rejects.toThrow('an output message to be JSON, got a Date at $.at');
    expect(open.said).toEqual([]);
  });

  it('of an interrupted attempt is still reported while it runs, and ignored once it is gone', async () => {
    const open = openAttempt();
    interrupt(open);
    open.env.output('cleaning up');
    open.finish();
    await open.outcome;
    open.env.output('from the grave');
    expect(open.said).toEqual(['output "cleaning up"', 'ended']);
  });
});

describe('input', () => {
  it('asks under an id of the step, the attempt and a count, and resolves with the reply', async () => {
    const open = openAttempt({ n: 7, attempt: 2 });
    const answers = [open.env.input('which?'), open.env.input({ ask: ['a', 'b'] }, { timeoutMs: 500 })];
    await quiet();
    expect(open.said).toEqual(['prompt 7.2.1 "which?"', 'prompt 7.2.2 {"ask":["a","b"]} {"timeoutMs":500}']);
    reply(open, '7.2.1', 'this');
    reply(open, '7.2.2', null);
    expect(await Promise.all(answers)).toEqual(['this', null]);
  });

  it('takes the answers of several open prompts in any order', async () => {
    const open = openAttempt();
    const answers = ['a', 'b', 'c'].map((prompt) => open.env.input(prompt));
    for (const count of [3, 1, 2]) reply(open, `0.1.${count}`, count);
    expect(await Promise.all(answers)).toEqual([1, 2, 3]);
  });

  it('keeps the first answer, and ignores those to prompts it did not ask', async () => {
    const open = openAttempt();
    const answer = open.env.input('which?');
    reply(open, '0.1.2', 'not asked');
    reply(open, 'nonsense', 'not asked');
    reply(open, '0.1.1', 'first');
    reply(open, '0.1.1', 'second');
    deliver(open, { type: 'timeout', promptId: '0.1.1' });
    expect(await answer).toBe('first');
  });

  it('gives the action an answer of its own to change', async () => {
    const open = openAttempt();
    const answer = open.env.input('which?');
    const value = { hosts: ['a'] };
    reply(open, '0.1.1', value);
    ((await answer) as { hosts: string[] }).hosts.push('b');
    expect(value).toEqual({ hosts: ['a'] });
  });

  it('throws when its time is over, saying how long that was', async () => {
    const open = openAttempt();
    const answer = open.env.input('which?', { timeoutMs: 250 });
    const patient = watch(open.env.input('and this?'));
    deliver(open, { type: 'timeout', promptId: '0.1.1' });
    await expect(answer).rejects.toMatchObject({
      code: 'AUTOTRAIL_PROMPT_TIMED_OUT',
      message: 'Nobody answered the prompt within 250 ms.',
    });
    await quiet();
    expect(patient.isSettled).toBe(false);
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '500', null])(
    'refuses %s as a timeout, and asks nothing',
    async (timeoutMs) => {
      const open = openAttempt();
      const asked = open.env.input('which?', { timeoutMs: timeoutMs as number });
      await expect(asked).rejects.toMatchObject({
        code: 'AUTOTRAIL_BAD_OPTION',
        message: expect.stringContaining('`timeoutMs`'),
      });
      expect(open.said).toEqual([]);
    },
  );

  it('refuses a prompt that is no JSON, and asks nothing', async () => {
    const open = openAttempt();
    await expect(open.env.input({ at: undefined } as unknown as JsonValue)).rejects.toMatchObject({
      code: 'AUTOTRAIL_NOT_JSON',
      message: expect.stringContaining('a prompt to be JSON, got undefined at $.at'),
    });
    expect(open.said).toEqual([]);
  });

  it('rejects when the attempt is interrupted, and at once after that', async () => {
    const open = openAttempt();
    const answers = [open.env.input('a'), open.env.input('b')].map(codeOf);
    interrupt(open);
    expect(await Promise.all(answers)).toEqual(['AUTOTRAIL_ATTEMPT_OVER', 'AUTOTRAIL_ATTEMPT_OVER']);
    await expect(open.env.input('c')).rejects.toThrow('Attempt 1 of this step is over (operator).');
    expect(open.said).toEqual(['prompt 0.1.1 "a"', 'prompt 0.1.2 "b"']);
    open.finish();
    await open.outcome;
    await expect(open.env.input('d')).rejects.toThrow('Attempt 1 of this step is over (operator).');
  });

  it('rejects when its action has ended without waiting for it, and that does not end the process', async () => {
    const open = openAttempt();
    let forgotten: Promise<JsonValue> | undefined;
    const unheard = await unheardRejections(async () => {
      forgotten = open.env.input('never awaited');
      open.finish();
      await open.outcome;
      void open.env.input('asked by something left over');
    });
    expect(unheard).toEqual([]);
    expect(await codeOf(forgotten as Promise<JsonValue>)).toBe('AUTOTRAIL_ATTEMPT_OVER');
    expect(open.said).toEqual(['prompt 0.1.1 "never awaited"', 'ended']);
  });
});

describe('messages', () => {
  it('are iterated in order, with what came before anybody read, and end with the attempt', async () => {
    const open = openAttempt();
    deliver(open, { type: 'message', message: 'early' });
    const read: JsonValue[] = [];
    const reading = (async () => {
      for await (const message of open.env.messages) read.push(message);
    })();
    deliver(open, { type: 'message', message: null });
    await quiet();
    deliver(open, { type: 'message', message: { to: 'stdin' } });
    await quiet();
    expect(read).toEqual(['early', null, { to: 'stdin' }]);
    open.finish();
    await reading;
  });

  it("are the action's own to change", async () => {
    const open = openAttempt();
    const sent = { hosts: ['a'] };
    deliver(open, { type: 'message', message: sent });
    const { value } = await open.env.messages[Symbol.asyncIterator]().next();
    value.hosts.push('b');
    expect(sent).toEqual({ hosts: ['a'] });
  });

  it('end with an interrupt, after those that are there were read', async () => {
    const open = openAttempt();
    deliver(open, { type: 'message', message: 'before' });
    interrupt(open);
    deliver(open, { type: 'message', message: 'after' });
    const read: JsonValue[] = [];
    for await (const message of open.env.messages) read.push(message);
    expect(read).toEqual(['before']);
  });

  it('have ended for an action that first asks for them when it is over', async () => {
    const open = openAttempt();
    interrupt(open);
    for await (const message of open.env.messages) expect.unreachable(String(message));
  });

  it('are no answers: a prompt stays open, and one asked later too', async () => {
    const open = openAttempt();
    const before = watch(open.env.input('before'));
    deliver(open, { type: 'message', message: 'not an answer' });
    const after = watch(open.env.input('after'));
    await quiet();
    expect([before.isSettled, after.isSettled]).toEqual([false, false]);
  });
});

describe('signal', () => {
  it('aborts at the interrupt if it was asked for before', () => {
    const open = openAttempt();
    const { signal } = open.env;
    let heard = 0;
    signal.addEventListener('abort', () => {
      heard += 1;
    });
    interrupt(open);
    interrupt(open);
    expect([signal.aborted, heard]).toEqual([true, 1]);
    expect(signal.reason).toMatchObject({
      code: 'AUTOTRAIL_ATTEMPT_OVER',
      message: 'Attempt 1 of this step is over (operator).',
    });
  });

  it('is aborted already if it is first asked for after the interrupt, and is always the same', () => {
    const open = openAttempt();
    interrupt(open);
    const { signal } = open.env;
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ code: 'AUTOTRAIL_ATTEMPT_OVER' });
    expect(open.env.signal).toBe(signal);
  });

  it('does not abort when the action ends by itself: what it started may go on', async () => {
    const asked = openAttempt();
    const { signal } = asked.env;
    asked.finish();
    await asked.outcome;
    expect(signal.aborted).toBe(false);
    const unasked = openAttempt();
    unasked.finish();
    await unasked.outcome;
    expect(unasked.env.signal.aborted).toBe(false);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('of an attempt that was interrupted stays aborted when it is gone', async () => {
    const open = openAttempt();
    interrupt(open);
    open.finish();
    await open.outcome;
    expect(open.env.signal.aborted).toBe(true);
  });
});

describe('what the attempt was given', () => {
  const params = { host: 'db-1', ports: [1] };
  const results = new Map<string, StepOutcome>([
    ['build', { status: 'succeeded', value: { files: ['a'] } }],
    ['check', { status: 'skipped', cause: 'operator' }],
  ]);

  it('are the parameters of the run and the results of the steps it uses, its own to change', () => {
    const { env } = openAttempt({ params, results });
    expect(env.params).toEqual(params);
    expect(env.resultOf('check')).toEqual({ status: 'skipped', cause: 'operator' });
    expect(env.resultOf(step(() => null, { name: 'build' }))).toEqual({ status: 'succeeded', value: { files: ['a'] } });
    expect([...env.results.keys()]).toEqual(['build', 'check']);
    (env.params.ports as number[]).push(2);
    (env.resultOf('build') as unknown as { value: { files: string[] } }).value.files.push('b');
    expect(params.ports).toEqual([1]);
    expect(results.get('build')).toEqual({ status: 'succeeded', value: { files: ['a'] } });
    expect([env.params.ports, openAttempt({ params, results }).env.params.ports]).toEqual([[1, 2], [1]]);
  });

  it.each([['deploy'], ['constructor'], [step(() => null, { name: 'deploy' })], [{} as Step]])(
    'are no results of steps that it does not use: %#',
    (asked) => {
      const { env } = openAttempt({ results });
      expect(() => env.resultOf(asked)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_NOT_USED' }));
    },
  );
});
