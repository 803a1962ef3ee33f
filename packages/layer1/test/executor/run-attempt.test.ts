import { describe, expect, it } from 'vitest';
import type { Action, Outcome } from '../../src/action.js';
import { Deferred } from '../../src/deferred.js';
import type { StepOptions } from '../../src/step.js';
import { attempt, openAttempt } from '../support/manager-attempts.js';
import { quiet } from '../support/manager-rig.js';

const context = { host: 'db-1' };

function outcomeOf(action: Action, options: StepOptions<unknown>): Promise<Outcome> {
  return attempt(action, { options, context }).outcome;
}

function failing(message: string): () => null {
  return () => {
    throw new Error(message);
  };
}

describe('before', () => {
  it('is given the environment and the context, and what it returns goes to the action in place of the context', async () => {
    const options: StepOptions<unknown> = { before: async (env, given) => ({ number: env.attempt, is: given === context }) };
    const action: Action<unknown> = (_, given) => given as { number: number };
    expect(await outcomeOf(action as Action, options)).toEqual({ ok: true, value: { number: 1, is: true } });
  });

  it('that throws fails the step, and the action is not begun', async () => {
    let isBegun = false;
    const action: Action = () => {
      isBegun = true;
    };
    expect(await outcomeOf(action, { before: failing('not ready') })).toEqual({ ok: false, error: { message: 'not ready' } });
    expect(isBegun).toBe(false);
  });

  it('that was interrupted is not followed by the action', async () => {
    let isBegun = false;
    const ready = new Deferred<void>();
    const { executor, outcome } = attempt(
      () => {
        isBegun = true;
      },
      { options: { before: () => ready.promise } },
    );
    executor.end({ n: 0, attempt: 1 }, 'operator');
    ready.resolve();
    expect(await outcome).toMatchObject({ ok: false, error: { code: 'AUTOTRAIL_ATTEMPT_OVER' } });
    expect(isBegun).toBe(false);
  });
});

describe('after', () => {
  it('is given what the action returned, with the very context, and decides what the step returns', async () => {
    const after: StepOptions<unknown>['after'] = async (env, given, value) => [
      env.attempt,
      given === context,
      value ?? 'nothing',
    ];
    expect(await outcomeOf(async () => 'done', { after })).toEqual({ ok: true, value: [1, true, 'done'] });
    expect(await outcomeOf(async () => {}, { after })).toEqual({ ok: true, value: [1, true, 'nothing'] });
  });

  it('that returns nothing leaves the step with null', async () => {
    expect(await outcomeOf(() => 'done', { after: () => undefined })).toEqual({ ok: true, value: null });
  });

  it('may make JSON of what is none', async () => {
    const action = (() => new Date(0)) as unknown as Action;
    const after: StepOptions<unknown>['after'] = (_, __, value) => (value as unknown as Date).toISOString();
    expect(await outcomeOf(action, { after })).toEqual({ ok: true, value: '1970-01-01T00:00:00.000Z' });
  });

  it('that throws fails the step, and is not asked when the action failed', async () => {
    expect(await outcomeOf(() => 'done', { after: failing('cannot read it') })).toEqual({
      ok: false,
      error: { message: 'cannot read it' },
    });
    expect(await outcomeOf(failing('bad'), { after: () => 'mended' })).toEqual({ ok: false, error: { message: 'bad' } });
  });
});

describe('onFailure', () => {
  const failures: readonly (readonly [string, Action, StepOptions<unknown>])[] = [
    ['the action', failing('bad'), {}],
    ['before', () => null, { before: failing('bad') }],
    ['after', () => null, { after: failing('bad') }],
  ];

  it.each(failures)('is given what %s threw, and what it returns is shown; the step stays failed', async (_, action, hooks) => {
    const onFailure: StepOptions<unknown>['onFailure'] = async (_env, given, error) => [
      given === context,
      (error as Error).message,
    ];
    const error = { message: 'bad' };
    expect(await outcomeOf(action, { ...hooks, onFailure })).toEqual({ ok: false, error, value: [true, 'bad'] });
  });

  it('that returns nothing leaves the message to be shown', async () => {
    expect(await outcomeOf(failing('bad'), { onFailure: () => undefined })).toEqual({ ok: false, error: { message: 'bad' } });
  });

  it('that fails itself, or makes no JSON, is what the step shows', async () => {
    expect(await outcomeOf(failing('bad'), { onFailure: failing('worse') })).toEqual({ ok: false, error: { message: 'worse' } });
    const onFailure = (() => new Date(0)) as unknown as NonNullable<StepOptions<unknown>['onFailure']>;
    expect(await outcomeOf(failing('bad'), { onFailure })).toMatchObject({ ok: false, error: { code: 'AUTOTRAIL_NOT_JSON' } });
  });

  it('is not asked about an action that went well', async () => {
    expect(await outcomeOf(() => 'done', { onFailure: () => 'mended' })).toEqual({ ok: true, value: 'done' });
  });
});

describe('hooks', () => {
  it('are part of the attempt: it has not ended before they have', async () => {
    const after = new Deferred<null>();
    const { said, finish, outcome, env } = openAttempt({ options: { after: () => after.promise } });
    finish();
    await quiet();
    env.output('still there');
    expect(said).toEqual(['output "still there"']);
    after.resolve(null);
    await outcome;
    expect(said).toEqual(['output "still there"', 'ended']);
  });
});
