import type { JsonObject, JsonValue } from '@autotrail/core';
import { type ActionObject, step } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isolated } from '../../src/isolated/isolated.js';
import { FakeEnvironment } from '../support/fake-environment.js';
import { RunningTrail } from '../support/running-trail.js';

const ACTIONS = new URL('../fixtures/actions.js', import.meta.url);

/** A trail of one isolated action, up to where it asks something. */
async function asking(name: string) {
  const trail = await RunningTrail.start([[step(isolated(ACTIONS, name))]]);
  onTestFinished(() => trail.shutdown());
  await trail.until('needsInput');
  const prompts = async () => (await trail.each('prompts'))[0] as readonly JsonObject[];
  /** Answers the oldest prompt. */
  const reply = async (value: JsonValue, fields: JsonObject = {}): Promise<void> => {
    const [prompt] = await prompts();
    await trail.call('reply', { prompt_id: prompt?.id ?? null, value, ...fields });
  };
  const returned = async (): Promise<JsonValue> => {
    await trail.until('finished');
    return (await trail.each('returnValue'))[0] as JsonValue;
  };
  return { trail, prompts, reply, returned };
}

function run(name: string, env: FakeEnvironment): unknown {
  return (isolated(ACTIONS, name) as ActionObject<undefined>).run(env, undefined);
}

describe('an isolated action', () => {
  it('has answers looked at by its schema, which stays in its process with all that it makes of them', async () => {
    const { prompts, reply, returned } = await asking('askDate');
    expect(await prompts()).toMatchObject([
      { message: 'Which day?', mayAnswer: ['ann'], schema: { type: 'string', format: 'date' } },
    ]);
    await expect(reply('tomorrow', { actor: 'ann' })).rejects.toThrow('does not take \\"tomorrow\\": expected a date.');
    await expect(reply('2030-01-01', { actor: 'eve' })).rejects.toThrow('AUTOTRAIL_NOT_YOURS_TO_ANSWER');
    await reply('2030-01-01', { actor: 'ann' });
    expect(await returned()).toEqual([true, '2030-01-01T00:00:00.000Z']);
  });

  it('asks with choices, and to be confirmed', async () => {
    const { trail, prompts, reply, returned } = await asking('askChoices');
    await expect(reply('red')).rejects.toThrow('AUTOTRAIL_ANSWER_REFUSED');
    await reply('green');
    await trail.until('needsInput');
    expect(await prompts()).toMatchObject([{ message: 'Sure?', choices: [true, false], default: false }]);
    await reply(true);
    expect(await returned()).toEqual(['green', true]);
  });

  it('gets the default where nobody answers in time, through its schema', async () => {
    const trail = await RunningTrail.start([[step(isolated(ACTIONS, 'askInTime'))]]);
    onTestFinished(() => trail.shutdown());
    await trail.until('finished');
    expect(await trail.each('returnValue')).toEqual([2030]);
  });

  it('is told of options that are wrong, and then nothing is asked', async () => {
    const trail = await RunningTrail.start([[step(isolated(ACTIONS, 'askBadly'))]]);
    onTestFinished(() => trail.shutdown());
    await trail.until('finished');
    const bad = Array.from({ length: 6 }, () => 'AUTOTRAIL_BAD_OPTION');
    expect(await trail.each('returnValue')).toEqual([[...bad, 'AUTOTRAIL_UNKNOWN_OPTION', 'AUTOTRAIL_NOT_JSON', 'RangeError']]);
    expect(await trail.each('promptMessages')).toEqual([[]]);
  });

  it('withdraws a prompt when its signal aborts, and goes on', async () => {
    const trail = await RunningTrail.start([[step(isolated(ACTIONS, 'withdraw'))]]);
    onTestFinished(() => trail.shutdown());
    await trail.until('finished');
    expect(await trail.each('returnValue')).toEqual([[true, 'nobody']]);
    const late = trail.call('reply', { prompt_id: '0.1.1', value: '2030-01-01' });
    await expect(late).rejects.toThrow('Prompt 0.1.1 is closed: its action wants no answer any longer.');
  });

  it('whose process ends while it looks at an answer takes none', async () => {
    const { trail, reply } = await asking('askAndDie');
    await expect(reply('2030-01-01')).rejects.toThrow(/AUTOTRAIL_(ANSWER_REFUSED|PROMPT_CLOSED)/);
    await trail.until('failed');
    expect(await trail.each('returnValue')).toEqual([expect.stringContaining('exit code 3')]);
  });

  it('knows the parameters of its run, and what has become of the steps it uses', async () => {
    const params = { host: 'db-1', ports: [1, 2] };
    const built = { status: 'succeeded', value: { file: 'a.tar' } } as const;
    const env = new FakeEnvironment(true, { params, results: new Map([['build', built]]) });
    expect(await run('describeRun', env)).toEqual({ params, built, names: ['build'], failure: 'AUTOTRAIL_NOT_USED' });
  });

  it('fails with the code and the class of its error', async () => {
    const error = { name: 'RangeError', code: 'E_ORDER', message: 'out of order' };
    await expect(run('fail', new FakeEnvironment())).rejects.toMatchObject(error);
  });
});
