import type { JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { API_CALL_DEFINITIONS } from '../../src/api/definitions.js';
import { AnswerChecks, rejectedBy, type Verdicts } from '../../src/manager/answer-checks.js';
import type { Executor } from '../../src/ports/executor.js';
import { HandPeer } from '../support/manager-ports.js';
import { trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const SEND = { name: 'send_message_to_steps', message: 7 };

/** Steps `a` and `b` ask, and a check says of each prompt what the test says. What it is asked is noted. */
function asking(check: Executor['check']) {
  const world = new World(trailOf([['a'], ['b']]));
  world.call('start');
  for (const name of ['a', 'b']) world.prompt(name, 'Which?', { isChecked: true });
  const asked: unknown[] = [];
  const noted: NonNullable<Executor['check']> = (...question) => {
    asked.push(question);
    return check?.(...question) ?? null;
  };
  const executor = check === undefined ? {} : { check: noted };
  const checks = new AnswerChecks({ trail: world.trail, executor, definitions: API_CALL_DEFINITIONS });
  const verdicts: Verdicts = new Map();
  const ask = (message: JsonObject = SEND) => checks.check({ wire: 2, message, peer: new HandPeer() }, verdicts);
  return { world, asked, verdicts, ask };
}

describe('looking at answers', () => {
  it('is done at once where all say at once what they think', () => {
    const { ask, asked, verdicts } = asking((_, promptId) => (promptId === '0.1.1' ? 'too many' : null));
    expect(ask()).toBeUndefined();
    expect(asked).toEqual([
      [{ n: 0, attempt: 1 }, '0.1.1', 7],
      [{ n: 1, attempt: 1 }, '1.1.1', 7],
    ]);
    expect([...rejectedBy(verdicts)]).toEqual([['0.1.1', 'too many']]);
    expect(ask()).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  it('takes as long as the slowest does, and asks nobody twice', async () => {
    const { ask, asked, verdicts, world } = asking(async (_, promptId) => (promptId === '0.1.1' ? 'too many' : null));
    await ask();
    expect([...verdicts]).toEqual([
      ['0.1.1', 'too many'],
      ['1.1.1', null],
    ]);
    world.prompt('b', 'And now?', { isChecked: true });
    expect(ask()).toBeUndefined();
    world.call('reply', { prompt_id: '1.1.1', value: 1 });
    await ask();
    expect(asked).toHaveLength(3);
    expect(verdicts.get('1.1.2')).toBeNull();
  });

  it('takes an error of the executor for a reason', async () => {
    const throws = asking(() => {
      throw new Error('no such attempt');
    });
    expect(throws.ask()).toBeUndefined();
    expect(rejectedBy(throws.verdicts).get('0.1.1')).toBe('no such attempt');
    const rejects = asking(() => Promise.reject(new Error('not connected')));
    await rejects.ask();
    expect(rejectedBy(rejects.verdicts).get('1.1.1')).toBe('not connected');
  });

  it('is left out where an executor cannot do so, and for calls that answer nothing', () => {
    const without = asking(undefined);
    expect(without.ask()).toBeUndefined();
    expect(rejectedBy(without.verdicts).size).toBe(0);
    const { ask, asked } = asking(async () => 'never');
    expect(ask({ name: 'skip' })).toBeUndefined();
    expect(asked).toEqual([]);
  });
});
