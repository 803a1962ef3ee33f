import type { JsonValue } from '@autotrail/core';
import { sendRequest } from '@autotrail/core/socket';
import { describe, expect, it } from 'vitest';
import { affectedIn, DRIVERS } from './support/drivers.js';
import { Rig } from './support/rig.js';
import { hostOfThisFile } from './support/trail-host.js';

const host = hostOfThisFile();

/** A trail of two running steps, of which `a` has asked so much. */
async function asking(...prompts: JsonValue[]): Promise<Rig> {
  const rig = await Rig.of(host, { pairs: [['a'], ['b']] });
  await rig.client.start();
  if (prompts.length > 0) await ask(rig, 'a', prompts);
  return rig;
}

async function ask(rig: Rig, name: string, prompts: JsonValue[]): Promise<void> {
  const { promptMessages } = await rig.status(name);
  await rig.tell(name, { ask: prompts });
  const count = promptMessages.length + prompts.length;
  await rig.witness.until((witness) => witness.step(rig.n(name)).prompts?.length === count);
}

async function openPrompts(rig: Rig, name: string): Promise<readonly string[]> {
  return (await rig.status(name)).prompts.map(({ id }) => id);
}

describe('an open prompt', () => {
  it('is shown with an id of its own, oldest first', async () => {
    const rig = await asking('One?', { text: 'Two?', choices: [1, 2] });
    const { prompts, waitingForResponse, promptMessages } = await rig.status('a');
    expect(prompts.map(({ message }) => message)).toEqual(['One?', { text: 'Two?', choices: [1, 2] }]);
    expect(new Set(prompts.map(({ id }) => id)).size).toBe(2);
    expect(waitingForResponse).toEqual(prompts[0]);
    expect(promptMessages).toEqual(['One?', { text: 'Two?', choices: [1, 2] }]);
  });

  it('is answered by its id, out of order too, and by nothing else', async () => {
    const rig = await asking('One?', 'Two?');
    const [one = '', two = ''] = await openPrompts(rig, 'a');
    expect((await rig.client.reply(two, { port: 8080 })).affected).toEqual([{ n: 0, name: 'a' }]);
    expect(await openPrompts(rig, 'a')).toEqual([one]);
    await rig.client.reply(one, false);
    expect(await rig.status('a')).toMatchObject({
      state: 'Running',
      waitingForResponse: null,
      outputMessages: [
        { prompt: 'Two?', answer: { port: 8080 } },
        { prompt: 'One?', answer: false },
      ],
      inputMessages: [{ ask: ['One?', 'Two?'] }, { port: 8080 }, false],
    });
  });

  it.each([null, false, 0, '', [], {}])('may be answered with %j', async (value) => {
    const rig = await asking('One?');
    const [one = ''] = await openPrompts(rig, 'a');
    await rig.client.reply(one, value);
    expect((await rig.status('a')).outputMessages).toEqual([{ prompt: 'One?', answer: value }]);
  });

  it('is not answered by a dry run', async () => {
    const rig = await asking('One?');
    const [one = ''] = await openPrompts(rig, 'a');
    expect((await rig.client.reply(one, true, { dryRun: true })).affected).toEqual([{ n: 0, name: 'a' }]);
    expect(await openPrompts(rig, 'a')).toEqual([one]);
  });

  it('throws at the asker when its time is over, and cannot be answered then', async () => {
    const rig = await asking();
    await rig.tell('a', { ask: ['Quick?'], timeoutMs: 1 });
    await rig.witness.until(({ records }) => records.some(({ event }) => event.type === 'timer'));
    const { prompts, outputMessages, state } = await rig.status('a');
    expect({ prompts, outputMessages, state }).toEqual({
      prompts: [],
      outputMessages: [{ prompt: 'Quick?', code: 'AUTOTRAIL_PROMPT_TIMED_OUT' }],
      state: 'Running',
    });
    await expect(rig.client.reply('0.1.1', true)).rejects.toThrow(/closed.*time/);
  });
});

describe('a reply is refused, and changes nothing', () => {
  async function refusalOf(rig: Rig, promptId: string): Promise<unknown> {
    const before = await rig.client.status();
    const refusal = await rig.client.reply(promptId, 'too late').then(
      () => 'accepted',
      ({ code, cause }) => [code, cause.code],
    );
    expect(await rig.client.status()).toEqual(before);
    return refusal;
  }

  it('when the prompt was answered already', async () => {
    const rig = await asking('One?');
    const [one = ''] = await openPrompts(rig, 'a');
    await rig.client.reply(one, 1);
    expect(await refusalOf(rig, one)).toEqual(['AUTOTRAIL_CALL_REFUSED', 'AUTOTRAIL_PROMPT_CLOSED']);
  });

  it('when two answer at once: one of them is accepted', async () => {
    const rig = await asking('One?');
    const [one = ''] = await openPrompts(rig, 'a');
    const replies = await Promise.allSettled([1, 2, 3].map((value) => rig.client.reply(one, value)));
    expect(replies.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect((await rig.status('a')).outputMessages).toEqual([{ prompt: 'One?', answer: 1 }]);
  });

  it('when the attempt that asked is over', async () => {
    const rig = await asking('One?');
    const [one = ''] = await openPrompts(rig, 'a');
    await rig.client.interrupt({ name: 'a' });
    await rig.untilGone('a');
    expect(await refusalOf(rig, one)).toEqual(['AUTOTRAIL_CALL_REFUSED', 'AUTOTRAIL_PROMPT_CLOSED']);
    await rig.client.resume({ name: 'a' });
    await ask(rig, 'a', ['One?']);
    expect(await refusalOf(rig, one)).toEqual(['AUTOTRAIL_CALL_REFUSED', 'AUTOTRAIL_UNKNOWN_PROMPT']);
    expect(await openPrompts(rig, 'a')).not.toContain(one);
  });

  it.each(['', '0', '0.1', '0.1.2', '9.1.1', '-1.1.1', '0.1.1 ', '__proto__', 'constructor', 'toString'])(
    'when there is no prompt %j',
    async (promptId) => {
      expect(await refusalOf(await asking('One?'), promptId)).toEqual(['AUTOTRAIL_CALL_REFUSED', 'AUTOTRAIL_UNKNOWN_PROMPT']);
    },
  );
});

describe.each(DRIVERS)('send_message_to_steps by $title', (driver) => {
  async function send({ socketFile }: Rig, message: JsonValue, dryRun = false): Promise<readonly string[]> {
    const fields = { tags: {}, message, dry_run: dryRun };
    return affectedIn(await driver.call(socketFile, 'send_message_to_steps', fields)).map(({ name }) => name);
  }

  it('answers the oldest open prompt of each step', async () => {
    const rig = await asking('One?', 'Two?');
    await ask(rig, 'b', ['Three?']);
    expect(await send(rig, 'yes')).toEqual(['a', 'b']);
    expect((await rig.status('a')).outputMessages).toEqual([{ prompt: 'One?', answer: 'yes' }]);
    expect((await rig.status('b')).outputMessages).toEqual([{ prompt: 'Three?', answer: 'yes' }]);
    expect((await rig.status('a')).waitingForResponse).toMatchObject({ message: 'Two?' });
  });

  it('reaches the messages of a step without a prompt, and never answers one that is asked later', async () => {
    const rig = await asking();
    await send(rig, { note: 'early' });
    await ask(rig, 'a', ['One?']);
    expect(await rig.status('a')).toMatchObject({
      waitingForResponse: { message: 'One?' },
      outputMessages: [{ note: 'early' }],
    });
  });

  it('reaches only the steps that run', async () => {
    const rig = await asking();
    await rig.client.interrupt({ name: 'b' });
    expect(await send(rig, 'hello')).toEqual(['a']);
    expect((await rig.status('b')).inputMessages).toEqual([]);
  });

  it('sends nothing in a dry run', async () => {
    const rig = await asking('One?');
    expect(await send(rig, 'yes', true)).toEqual(['a', 'b']);
    expect(await rig.status('a')).toMatchObject({ waitingForResponse: { message: 'One?' }, outputMessages: [] });
    expect((await rig.status('b')).inputMessages).toEqual([]);
  });

  it.each([null, false, 0, 'succeed ', ['a'], { deep: { deeper: [null] } }])('carries %j as it is', async (message) => {
    const rig = await asking();
    await send(rig, message);
    expect((await rig.status('a')).outputMessages).toEqual([message]);
  });
});

describe('on wire 1', () => {
  const FIELDS = ['Waiting for response', 'Prompt messages', 'Input messages'];

  async function wordsOf(rig: Rig): Promise<unknown> {
    const request = { name: 'status', tags: { name: 'a' }, states: [], status_fields: FIELDS };
    return (await sendRequest(rig.socketFile, request)).result;
  }

  it('prompts are texts, and what waits is the text of the oldest', async () => {
    const rig = await asking('One?', { text: 'Two?' }, ['Three?', 3]);
    expect(await wordsOf(rig)).toEqual([
      {
        n: 0,
        Name: 'a',
        'Waiting for response': 'One?',
        'Prompt messages': ['One?', '{"text":"Two?"}', '["Three?",3]'],
        'Input messages': [{ ask: ['One?', { text: 'Two?' }, ['Three?', 3]] }],
      },
    ]);
  });

  it('nothing waits when nothing was asked', async () => {
    expect(await wordsOf(await asking())).toEqual([
      { n: 0, Name: 'a', 'Waiting for response': null, 'Prompt messages': [], 'Input messages': [] },
    ]);
  });
});
