import type { JsonObject } from '@autotrail/core';
import { connect, sendRequest } from '@autotrail/core/socket';
import { beforeAll, describe, expect, it } from 'vitest';
import { TrailClient } from '../src/index.js';
import { EXHIBITIONS, EXHIBITS, open } from './support/every-state.js';
import { Rig } from './support/rig.js';
import { hostOfThisFile } from './support/trail-host.js';

const host = hostOfThisFile();

/** A trail in which there is something to say about everything. */
async function eventful(): Promise<Rig> {
  const rig = await Rig.of(host, { pairs: [['a', 'b']], steps: { a: { tags: { phase: 'first', isRisky: true } } } });
  await rig.client.start();
  await rig.tell('a', 'out one');
  await rig.tell('a', 'out two');
  await rig.tell('a', { ask: ['Really?'] });
  await rig.witness.until(({ records }) => records.some(({ event }) => event.type === 'prompt'));
  return rig;
}

describe('status on wire 1', () => {
  async function status({ socketFile }: Rig, fields: JsonObject): Promise<JsonObject> {
    return sendRequest(socketFile, { name: 'status', tags: {}, states: [], status_fields: [], ...fields });
  }

  it('always answers n and Name', async () => {
    const { result } = await status(await eventful(), {});
    expect(result).toEqual([
      { n: 0, Name: 'a' },
      { n: 1, Name: 'b' },
    ]);
  });

  it('answers each field it is asked for', async () => {
    const values: JsonObject = {
      n: 0,
      Name: 'a',
      Tags: { name: 'a', phase: 'first', isRisky: true, n: 0 },
      State: 'Running',
      'Return value': null,
      'Output messages': ['out one', 'out two'],
      'Input messages': ['out one', 'out two', { ask: ['Really?'] }],
      'Prompt messages': ['Really?'],
      'Waiting for response': 'Really?',
    };
    const rig = await eventful();
    const tags = { name: 'a' };
    expect((await status(rig, { tags, status_fields: Object.keys(values) })).result).toEqual([values]);
    for (const [field, value] of Object.entries(values)) {
      expect((await status(rig, { tags, status_fields: [field] })).result).toEqual([{ n: 0, Name: 'a', [field]: value }]);
    }
  });

  it('answers the message of the error of a step that failed', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    await rig.client.start();
    await rig.tell('a', 'fail');
    await rig.until('a', 'Paused due to failure');
    const { result } = await status(rig, { status_fields: ['Return value', 'State'] });
    expect(result).toEqual([{ n: 0, Name: 'a', 'Return value': 'failed as told', State: 'Paused due to failure' }]);
  });

  it.each([
    { wrong: { status_fields: ['State', 'Colour'] }, named: /status_fields.*Colour/ },
    { wrong: { status_fields: ['state'] }, named: /status_fields.*state/ },
    { wrong: { status_fields: 'State' }, named: /status_fields.*State/ },
    { wrong: { status_fields: null }, named: /status_fields/ },
    { wrong: { status_fields: ['toString'] }, named: /status_fields.*toString/ },
    { wrong: { states: 'Paused' }, named: /states.*Paused/ },
    { wrong: { states: ['paused'] }, named: /states.*paused/ },
    { wrong: { states: ['Paused', null] }, named: /states.*null/ },
    { wrong: { states: {} }, named: /states/ },
    { wrong: { tags: [] }, named: /tags/ },
    { wrong: { tags: 'a' }, named: /tags/ },
    { wrong: { tags: { name: ['a'] } }, named: /tags/ },
    { wrong: { tags: null }, named: /tags/ },
  ])('names the field and the value that are wrong: $wrong', async ({ wrong, named }) => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    const { result, error } = await status(rig, wrong);
    expect(result).toBeNull();
    expect(error).toMatch(named);
  });

  it.each(['tags', 'states', 'status_fields'])('names the field that is missing: %s', async (missing) => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    const all: JsonObject = { name: 'status', tags: {}, states: [], status_fields: [] };
    const { [missing]: _, ...rest } = all;
    const { result, error } = await sendRequest(rig.socketFile, rest);
    expect(result).toBeNull();
    expect(error).toContain(missing);
  });
});

describe('status on wire 2', () => {
  it('answers the whole record, of messages just the newest, when no fields are named', async () => {
    const rig = await eventful();
    const [a, b] = await rig.client.status();
    expect(a).toEqual({
      n: 0,
      name: 'a',
      tags: { name: 'a', phase: 'first', isRisky: true, n: 0 },
      state: 'Running',
      cause: null,
      by: null,
      provenance: null,
      waitsFor: 'prompt',
      until: null,
      attempts: [],
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      attempt: 1,
      abandoned: null,
      survivors: [],
      returnValue: null,
      prompts: [{ id: '0.1.1', message: 'Really?' }],
      waitingForResponse: { id: '0.1.1', message: 'Really?' },
      outputMessages: ['out two'],
      inputMessages: [{ ask: ['Really?'] }],
      promptMessages: ['Really?'],
      allowed: ['interrupt', 'send_message_to_steps'],
    });
    expect(b).toMatchObject({ attempt: 0, outputMessages: [], inputMessages: [], promptMessages: [], waitingForResponse: null });
  });

  it('answers just the fields it is asked for, messages in full', async () => {
    const rig = await eventful();
    const { client } = rig;
    expect(await client.status({ name: 'a' }, { fields: ['name', 'outputMessages'] })).toEqual([
      { name: 'a', outputMessages: ['out one', 'out two'] },
    ]);
    expect(await client.status({}, { fields: [] })).toEqual([{}, {}]);
  });

  it.each([
    { wrong: { status_fields: ['State'] }, named: /status_fields.*State/ },
    { wrong: { status_fields: 'state' }, named: /status_fields.*state/ },
    { wrong: { states: 'Paused' }, named: /states.*Paused/ },
    { wrong: { tags: { name: {} } }, named: /tags/ },
  ])('names the field and the value that are wrong: $wrong', async ({ wrong, named }) => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    const connection = await connect(rig.socketFile);
    const { result, error } = await connection.request('status', wrong);
    await connection.close();
    expect(result).toBeNull();
    expect(error).toMatchObject({
      code: 'AUTOTRAIL_BAD_FIELD',
      message: expect.stringMatching(named),
      hint: expect.any(String),
    });
  });
});

describe.each(EXHIBITIONS)('status by state, $title', (exhibition) => {
  let socketFile: string;
  beforeAll(async () => {
    socketFile = await open(exhibition, host);
    return async () => void (await new TrailClient(socketFile).shutdown());
  });

  it.each(exhibition.exhibits)('finds the step that is $name, on both wires', async ({ name }) => {
    await using client = new TrailClient(socketFile);
    expect(await client.status(EXHIBITS, { states: [name], fields: ['name', 'state'] })).toEqual([{ name, state: name }]);
    const request = { name: 'status', tags: EXHIBITS, states: [name], status_fields: ['State'] };
    expect((await sendRequest(socketFile, request)).result).toEqual([expect.objectContaining({ Name: name, State: name })]);
  });

  it('finds the steps of several states, and of all with none named', async () => {
    await using client = new TrailClient(socketFile);
    const [first, second] = exhibition.exhibits.map(({ name }) => name) as ['Ready', 'Paused'];
    expect(await client.status(EXHIBITS, { states: [second, first], fields: ['name'] })).toEqual([
      { name: first },
      { name: second },
    ]);
    expect(await client.status(EXHIBITS, { states: [] })).toHaveLength(exhibition.exhibits.length);
  });

  it('says of each step which calls would now affect it', async () => {
    await using client = new TrailClient(socketFile);
    for (const { name, allowed } of await client.status(EXHIBITS, { fields: ['name', 'allowed'] })) {
      for (const [call, states] of Object.entries(AFFECTED_BY)) {
        expect({ name, call, isAllowed: allowed.includes(call) }).toEqual({ name, call, isAllowed: states.includes(name) });
      }
    }
  });
});

const LEFT_OUT = ['Ready', 'Waiting', 'To Pause', 'Paused', 'Paused due to failure', 'Interrupted'];
const AFFECTED_BY: Readonly<Record<string, readonly string[]>> = {
  pause: ['Ready', 'Waiting'],
  resume: ['To Pause', 'Paused', 'Paused due to failure', 'Interrupted'],
  skip: LEFT_OUT,
  unskip: ['To Skip'],
  block: LEFT_OUT,
  unblock: ['To Block'],
  interrupt: ['Running'],
  send_message_to_steps: ['Running'],
};
