import { getEventListeners } from 'node:events';
import type { JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Deferred } from '../../src/deferred.js';
import { TOO_LATE } from '../../src/executor/question.js';
import type { SchemaResult, StandardSchema } from '../../src/standard-schema.js';
import { type Attempt, openAttempt } from '../support/manager-attempts.js';
import { codeOf, quiet, watch } from '../support/manager-rig.js';

function reply({ executor, n, attempt }: Attempt, promptId: string, value: JsonValue): void {
  executor.deliver({ n, attempt }, { type: 'reply', promptId, value });
}

function check({ executor, n, attempt }: Attempt, value: JsonValue, promptId = '0.1.1'): string | null | Promise<string | null> {
  return executor.check({ n, attempt }, promptId, value);
}

/** A schema that says what the test says, when it says so; how often it was asked is counted. */
function slowSchema() {
  const asked: { value: unknown; say: (result: SchemaResult<unknown>) => void }[] = [];
  const validate = (value: unknown): Promise<SchemaResult<unknown>> => {
    const { promise, resolve } = new Deferred<SchemaResult<unknown>>();
    asked.push({ value, say: resolve });
    return promise;
  };
  const schema: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate } };
  return { schema, asked };
}

describe('an answer', () => {
  it('is looked at by the schema of its prompt before it is taken, and the action gets what the schema made of it', async () => {
    const open = openAttempt();
    const answer = open.env.ask('When?', { schema: z.iso.date().transform((text) => new Date(text)) });
    expect(check(open, 'tomorrow')).toMatch(/date/i);
    expect(check(open, '2030-01-01')).toBeNull();
    reply(open, '0.1.1', '2030-01-01');
    expect(await answer).toEqual(new Date('2030-01-01'));
  });

  it('that was looked at is not looked at once more, but any other one is', async () => {
    const { schema, asked } = slowSchema();
    const open = openAttempt();
    const answer = open.env.ask('Which?', { schema });
    const verdicts = [check(open, { a: 1 }), check(open, { b: 2 })];
    asked[1]?.say({ value: 'of b' });
    asked[0]?.say({ value: 'of a' });
    expect(await Promise.all(verdicts)).toEqual([null, null]);
    reply(open, '0.1.1', { a: 1 });
    expect(await answer).toBe('of a');
    expect(asked).toHaveLength(2);

    const other = open.env.ask('And?', { schema });
    const verdict = check(open, { d: 4 }, '0.1.2');
    asked[2]?.say({ value: 'of d' });
    expect(await verdict).toBeNull();
    reply(open, '0.1.2', { c: 3 });
    asked[3]?.say({ value: 'of c' });
    expect(await other).toBe('of c');
  });

  it('that nobody looked at before and that is wrong is thrown to the action', async () => {
    const open = openAttempt();
    const answer = open.env.ask('How many?', { schema: z.number() });
    reply(open, '0.1.1', 'many');
    await expect(answer).rejects.toMatchObject({
      code: 'AUTOTRAIL_ANSWER_REFUSED',
      message: expect.stringMatching(/^Prompt 0\.1\.1 does not take "many": .*number/),
    });
  });

  it('cannot be changed by the schema for anybody else', async () => {
    const seize = (value: unknown) => ({ value: Object.assign(value as object, { seized: true }) });
    const open = openAttempt();
    const answer = open.env.ask('Which?', { schema: { '~standard': { version: 1, vendor: 'test', validate: seize } } });
    const value = { host: 'a' };
    expect(check(open, value)).toBeNull();
    reply(open, '0.1.1', value);
    expect(await answer).toEqual({ host: 'a', seized: true });
    expect(value).toEqual({ host: 'a' });
  });

  it('is any where there is no schema, and none where nobody waits for it', () => {
    const open = openAttempt();
    void open.env.input('Which?');
    expect(check(open, 'this')).toBeNull();
    expect(check(open, 'this', '0.1.2')).toBe(TOO_LATE);
    expect(open.executor.check({ n: 7, attempt: 9 }, '7.9.1', 'this')).toBe(TOO_LATE);
  });

  it.each<[string, (open: ReturnType<typeof openAttempt>, abort: AbortController) => void]>([
    ['another answer', (open) => reply(open, '0.1.1', 1)],
    ['the end of the attempt', (open) => open.executor.end({ n: 0, attempt: 1 }, 'operator')],
    ['being withdrawn', (_, abort) => abort.abort()],
    ['the end of its time', (open) => open.executor.deliver({ n: 0, attempt: 1 }, { type: 'timeout', promptId: '0.1.1' })],
  ])('is not looked at any longer after %s', async (_, close) => {
    const { schema, asked } = slowSchema();
    const abort = new AbortController();
    const open = openAttempt();
    const answer = watch(open.env.ask('Which?', { schema, signal: abort.signal }));
    const verdict = check(open, 2);
    close(open, abort);
    for (const { value, say } of asked) if (value === 1) say({ value });
    expect(await verdict).toBe(TOO_LATE);
    expect(answer.isSettled).toBe(true);
  });
});

describe('the default', () => {
  it('stands for an answer where the trail says so, through the schema', async () => {
    const open = openAttempt();
    const options = { timeoutMs: 5, onTimeout: 'default', default: '80' } as const;
    const answers = [open.env.ask('Port?', { ...options, schema: z.coerce.number() }), open.env.input('Port?', options)];
    for (const promptId of ['0.1.1', '0.1.2']) {
      open.executor.deliver({ n: 0, attempt: 1 }, { type: 'timeout', promptId, value: '80' });
    }
    expect(await Promise.all(answers)).toEqual([80, '80']);
  });

  it('that a slow schema looks at delays the prompt, which is not asked if it is not wanted by then', async () => {
    const { schema, asked } = slowSchema();
    const open = openAttempt();
    const first = open.env.ask('First?', { schema, default: 1 });
    const abort = new AbortController();
    const second = codeOf(open.env.ask('Second?', { schema, default: 2, signal: abort.signal }));
    const withdrawn = watch(second);
    expect(open.said).toEqual([]);
    asked[0]?.say({ value: 'one' });
    await quiet();
    expect(open.said).toEqual(['prompt 0.1.1 "First?" {"default":1,"isChecked":true}']);
    abort.abort(new Error('never mind'));
    asked[1]?.say({ value: 'two' });
    await quiet();
    expect([withdrawn.isSettled, open.said.length]).toEqual([true, 1]);
    const third = codeOf(open.env.ask('Third?', { schema, default: 3 }));
    open.executor.end({ n: 0, attempt: 1 }, 'operator');
    asked[2]?.say({ value: 'three' });
    expect(await third).toBe('AUTOTRAIL_ATTEMPT_OVER');
    expect(await codeOf(first)).toBe('AUTOTRAIL_ATTEMPT_OVER');
    expect(open.said).toHaveLength(1);
  });
});

describe('a signal', () => {
  it('withdraws its prompt and no other, and the action is thrown its reason', async () => {
    const open = openAttempt();
    const abort = new AbortController();
    const answer = open.env.input('Here?', { signal: abort.signal });
    const other = watch(open.env.input('There?'));
    const reason = new Error('decided elsewhere');
    abort.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(open.said).toEqual(['prompt 0.1.1 "Here?"', 'prompt 0.1.2 "There?"', 'withdrawn 0.1.1']);
    reply(open, '0.1.1', 'late');
    await quiet();
    expect(other.isSettled).toBe(false);
  });

  it('that has aborted already leaves nothing to ask', async () => {
    const open = openAttempt();
    const reason = new Error('too late');
    await expect(open.env.input('Here?', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await codeOf(open.env.input('Here?', { signal: AbortSignal.abort(), remindMs: 0 }))).toBe('AUTOTRAIL_BAD_OPTION');
    expect(open.said).toEqual([]);
  });

  it('is let go of when the prompt is closed, and withdraws nothing after that', async () => {
    const open = openAttempt();
    const abort = new AbortController();
    const { signal } = abort;
    const answers = [
      open.env.input('a', { signal }),
      open.env.input('b', { signal, timeoutMs: 5 }),
      open.env.input('c', { signal }),
    ];
    expect(getEventListeners(signal, 'abort')).toHaveLength(3);
    reply(open, '0.1.1', 'answered');
    open.executor.deliver({ n: 0, attempt: 1 }, { type: 'timeout', promptId: '0.1.2' });
    open.executor.end({ n: 0, attempt: 1 }, 'operator');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    abort.abort();
    expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(open.said).toHaveLength(3);
  });
});

describe('a confirmation', () => {
  it('has two answers, whatever else it is asked with', async () => {
    const open = openAttempt();
    const answers = [open.env.confirm('Go?'), open.env.confirm('Sure?', { mayAnswer: ['ann'], default: false })];
    expect(open.said).toEqual([
      'prompt 0.1.1 "Go?" {"choices":[true,false]}',
      'prompt 0.1.2 "Sure?" {"mayAnswer":["ann"],"default":false,"choices":[true,false]}',
    ]);
    reply(open, '0.1.2', true);
    reply(open, '0.1.1', false);
    expect(await Promise.all(answers)).toEqual([false, true]);
  });

  it('is refused a default that is none of them', async () => {
    const open = openAttempt();
    expect(await codeOf(open.env.confirm('Go?', { default: 'yes' as unknown as boolean }))).toBe('AUTOTRAIL_BAD_OPTION');
    expect(open.said).toEqual([]);
  });
});
