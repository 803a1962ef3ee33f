import { coreError } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import type { Action, Outcome } from '../../src/action.js';
import { InProcessExecutor } from '../../src/executor/in-process-executor.js';
import { attempt, openAttempt, unheardRejections } from '../support/manager-attempts.js';
import { quiet } from '../support/manager-rig.js';

function loop(): object {
  const self: Record<string, unknown> = {};
  self.self = self;
  return self;
}

/** What an action comes to. */
function outcomeOf(action: Action, context?: unknown): Promise<Outcome> {
  return attempt(action, { context }).outcome;
}

describe('an action that returns', () => {
  it.each([
    ['a text', 'done'],
    ['null', null],
    ['false', false],
    ['an object', { a: [1, { b: null }] }],
  ])('%s succeeds with it, at once or later', async (_, value) => {
    expect(await outcomeOf(() => value)).toEqual({ ok: true, value });
    expect(await outcomeOf(async () => value)).toEqual({ ok: true, value });
  });

  it('nothing succeeds with null', async () => {
    expect(await outcomeOf(() => undefined)).toEqual({ ok: true, value: null });
    expect(await outcomeOf(async () => {})).toEqual({ ok: true, value: null });
  });

  it('something to be awaited that is no promise succeeds with what comes of it', async () => {
    // What a query builder or a process of another library looks like.
    const method = 'then';
    const thenable = { [method]: (resolve: (value: string) => void) => resolve('awaited') };
    expect(await outcomeOf(() => thenable as unknown as PromiseLike<string>)).toEqual({ ok: true, value: 'awaited' });
  });

  it.each([
    ['a Date at $.when[0]', { when: [new Date(0)] }],
    ['NaN at $', Number.NaN],
    ['a function at $', () => 1],
    ['a Map at $', new Map()],
    ['a loop at $.self', loop()],
  ])('%s fails, and the error says so', async (culprit, value) => {
    const message = `Expected the return value to be JSON, got ${culprit}.`;
    const error = { message, code: 'AUTOTRAIL_NOT_JSON', name: 'AutoTrailError' };
    expect(await outcomeOf((() => value) as Action)).toEqual({ ok: false, error });
  });

  it('an object it goes on changing has succeeded with what it was', async () => {
    const progress = { done: 1 };
    const outcome = await outcomeOf(() => progress);
    progress.done = 2;
    expect(outcome).toEqual({ ok: true, value: { done: 1 } });
  });
});

class NoSpace extends Error {}

function unreadable(): Error {
  return Object.defineProperty(new Error('shy'), 'code', {
    get: () => {
      throw new Error('do not look');
    },
  });
}

describe('an action that throws', () => {
  const thrown = [
    ['an error', new Error('no space'), { message: 'no space' }],
    ['a text', 'no space', { message: 'no space' }],
    ['null', null, { message: 'null' }],
    ['undefined', undefined, { message: 'undefined' }],
    ['an object with a message', { message: 'no space' }, { message: 'no space' }],
    ['an object without one', { reason: 1 }, { message: '[object Object]' }],
    ['an object without a prototype', Object.create(null), { message: 'something that cannot be shown' }],
    [
      'an error of AutoTrail',
      coreError('AUTOTRAIL_EMPTY_DEFINITION', { found: 'nothing' }),
      {
        message: 'Expected at least one pair `[parent, child]` or one single `[step]`, got nothing.',
        code: 'AUTOTRAIL_EMPTY_DEFINITION',
        name: 'AutoTrailError',
      },
    ],
    [
      'an error of Node',
      Object.assign(new Error('no such file'), { code: 'ENOENT', errno: -2 }),
      { message: 'no such file', code: 'ENOENT' },
    ],
    ['an error of a class', new RangeError('too far'), { message: 'too far', name: 'RangeError' }],
    ['an error of a class without a name of its own', new NoSpace('no space'), { message: 'no space', name: 'NoSpace' }],
    ['an error that was given a name', Object.assign(new NoSpace('full'), { name: 'Full' }), { message: 'full', name: 'Full' }],
    ['an error whose code is a number', new DOMException('gone', 'AbortError'), { message: 'gone', name: 'AbortError' }],
    ['an object with a name', { message: 'no space', name: 'what' }, { message: 'no space' }],
    ['an object with a code', { message: 'no space', name: 'what', code: 'X' }, { message: 'no space', name: 'what', code: 'X' }],
    ['an error that will not be looked at', unreadable(), { message: 'shy' }],
  ] as const;

  it.each(thrown)('%s fails with its message, at once or later', async (_, value, error) => {
    const fails: Action = () => {
      throw value;
    };
    expect(await outcomeOf(fails)).toEqual({ ok: false, error });
    expect(await outcomeOf(async () => fails(undefined as never, undefined as never))).toEqual({ ok: false, error });
  });

  it('long after it began fails as well, and the process goes on', async () => {
    const unheard = await unheardRejections(async () => {
      const action = async (): Promise<never> => {
        await quiet();
        throw new Error('late');
      };
      expect(await outcomeOf(action)).toEqual({ ok: false, error: { message: 'late' } });
    });
    expect(unheard).toEqual([]);
  });
});

describe('an action', () => {
  it('may be an object: it is run as a method, with its environment and context', async () => {
    const context = { host: 'db-1' };
    const action = {
      name: 'greet',
      greeting: 'hello',
      run(env: { attempt: number }, given: unknown) {
        return [this.greeting, env.attempt, given === context];
      },
    };
    expect(await outcomeOf(action as Action, context)).toEqual({ ok: true, value: ['hello', 1, true] });
  });

  it('is given the very context of the author, and the number of its attempt', async () => {
    const context = { count: 0 };
    const action: Action<{ count: number }> = ({ attempt: number }, given) => {
      given.count += number;
    };
    await attempt(action as Action, { context, attempt: 3 }).outcome;
    expect(context.count).toBe(3);
  });

  it('is begun when it is started, not later', () => {
    const begun: string[] = [];
    attempt(() => {
      begun.push('begun');
    });
    expect(begun).toEqual(['begun']);
  });
});

describe('InProcessExecutor', () => {
  it('reports the end of an attempt when its action is gone, not when it was told to end', async () => {
    const { executor, said, outcome, finish } = openAttempt();
    executor.end({ n: 0, attempt: 1 }, 'operator');
    await quiet();
    expect(said).toEqual([]);
    finish('late');
    expect(await outcome).toEqual({ ok: true, value: 'late' });
    expect(said).toEqual(['ended']);
  });

  it('ignores what is meant for attempts it does not know, or that are gone', async () => {
    const executor = new InProcessExecutor();
    const { outcome, finish, said } = openAttempt({ executor });
    for (const attemptRef of [
      { n: 0, attempt: 2 },
      { n: 1, attempt: 1 },
    ]) {
      executor.end(attemptRef, 'operator');
      executor.deliver(attemptRef, { type: 'message', message: 'x' });
      executor.deliver(attemptRef, { type: 'reply', promptId: '0.1.1', value: 1 });
      executor.deliver(attemptRef, { type: 'timeout', promptId: '0.1.1' });
    }
    finish();
    await outcome;
    executor.end({ n: 0, attempt: 1 }, 'operator');
    executor.deliver({ n: 0, attempt: 1 }, { type: 'message', message: 'x' });
    expect(said).toEqual(['ended']);
  });

  it('aborts every attempt that is left when it is closed, each with a reason, and does not wait for them', async () => {
    const executor = new InProcessExecutor();
    const attempts = [0, 1, 2].map((n) => openAttempt({ executor, n }));
    const signals = attempts.map(({ env }) => env.signal);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false, false]);
    await executor.close();
    expect(signals.map(({ reason }) => String(reason.message))).toEqual(
      signals.map(() => 'Attempt 1 of this step is over (shutdown).'),
    );
  });

  it('has forgotten attempts that are gone when it is closed', async () => {
    const { executor, env, finish, outcome } = openAttempt();
    finish();
    await outcome;
    await executor.close();
    expect(env.signal.aborted).toBe(false);
  });

  it('keeps two attempts of one step apart', async () => {
    const executor = new InProcessExecutor();
    const [first, second] = [openAttempt({ executor, attempt: 1 }), openAttempt({ executor, attempt: 2 })];
    executor.end({ n: 0, attempt: 1 }, 'operator');
    expect([first.env.signal.aborted, second.env.signal.aborted]).toEqual([true, false]);
    first.finish('late');
    await first.outcome;
    executor.deliver({ n: 0, attempt: 2 }, { type: 'message', message: 'for the second' });
    second.finish();
    await second.outcome;
    const received: unknown[] = [];
    for await (const message of second.env.messages) received.push(message);
    expect(received).toEqual(['for the second']);
  });
});
