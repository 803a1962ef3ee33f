import type { JsonObject } from '@autotrail/core';
import { connect, sendRequest } from '@autotrail/core/socket';
import { describe, expect, it } from 'vitest';
import { RawClient } from './support/raw-client.js';
import { Rig } from './support/rig.js';
import { Target } from './support/target.js';
import { hostOfThisFile } from './support/trail-host.js';

const host = hostOfThisFile();
/** What every object inherits: a table that is looked up carelessly seems to have these. `__proto__` is no key of a request at all. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__');

const tags: readonly unknown[] = [null, [], 'runs', 1, true, { name: null }, { name: ['runs'] }, { name: {} }];
const dry_run: readonly unknown[] = [null, 0, 1, 'true', 'False', '', [], {}];

/** What is no value for a field, by the fields of the calls. */
const WRONG: readonly {
  readonly call: string;
  readonly wires: readonly (1 | 2)[];
  readonly fields: Record<string, readonly unknown[]>;
}[] = [
  ...['pause', 'pause_branch', 'resume', 'resume_branch', 'skip', 'unskip', 'block', 'unblock', 'interrupt'].map((call) => ({
    call,
    wires: [1, 2] as const,
    fields: { tags, dry_run },
  })),
  { call: 'set_pause_on_fail', wires: [1, 2], fields: { tags, dry_run } },
  { call: 'unset_pause_on_fail', wires: [1, 2], fields: { tags, dry_run } },
  { call: 'send_message_to_steps', wires: [1, 2], fields: { tags, dry_run, message: [] } },
  { call: 'start', wires: [1, 2], fields: { dry_run } },
  { call: 'shutdown', wires: [1, 2], fields: { dry_run } },
  { call: 'next_steps', wires: [1, 2], fields: { dry_run, step_count: [0, -1, 1.5, '1', null, true, [], {}] } },
  { call: 'list', wires: [1, 2], fields: { tags } },
  { call: 'stop', wires: [2], fields: { dry_run, interrupt: [null, 0, 'yes', {}], actor: [1, {}, []], reason: [false, {}] } },
  { call: 'reply', wires: [2], fields: { dry_run, prompt_id: [null, 1, ['1.1.1'], {}], value: [] } },
  { call: 'plan', wires: [2], fields: { call: [null, 'start', 1, [], {}, { name: 1 }] } },
  { call: 'apply', wires: [2], fields: { plan: [null, 'start', 1, [], {}, { call: { name: 'shutdown' } }] } },
  { call: 'pause', wires: [2], fields: { until: [8.64e15 + 1, -8.64e15 - 1, Number.MAX_SAFE_INTEGER, 1e300] } },
  { call: 'wait', wires: [2], fields: { until: [null, 'never', 1, [], 'toString'] } },
];

/** Fields that are right. None of these calls would change anything even if it were accepted, but for the field that is wrong. */
const RIGHT: Readonly<Record<string, unknown>> = {
  tags: {},
  dry_run: false,
  message: 'hello',
  step_count: 1,
  interrupt: true,
  prompt_id: '1.1.1',
  value: true,
};
const MAY_BE_LEFT_OUT = ['tags', 'dry_run', 'interrupt', 'actor', 'reason', 'until'];

interface Case {
  readonly call: string;
  readonly field: string;
  /** `undefined`: the field is missing. */
  readonly values: readonly unknown[];
}

function casesOn(wire: 1 | 2): Case[] {
  return WRONG.filter(({ wires }) => wires.includes(wire)).flatMap(({ call, fields }) =>
    Object.entries(fields).map(([field, values]) => {
      const isRequired = wire === 1 || !MAY_BE_LEFT_OUT.includes(field);
      return { call, field, values: isRequired ? [undefined, ...values] : values };
    }),
  );
}

/** The fields of a call, all of them right but one. */
function fieldsOf({ call, field }: Case, value: unknown): JsonObject {
  const fields = Object.keys(WRONG.find((line) => line.call === call)?.fields ?? {});
  const all = { ...Object.fromEntries(fields.map((name) => [name, RIGHT[name]])), [field]: value };
  return JSON.parse(JSON.stringify(all));
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}

describe('a field that is missing or wrong is named with its value, and nothing is changed', () => {
  it.each(casesOn(1))('on wire 1: $field of $call', async (wrong) => {
    const target = await Target.of(host);
    for (const value of wrong.values) {
      const request = { ...fieldsOf(wrong, value), name: wrong.call };
      const { name, result, error } = await sendRequest(target.socketFile, request);
      expect({ name, result }).toEqual({ name: wrong.call, result: null });
      expect(error).toContain(`\`${wrong.field}\``);
      expect(error).toContain(shown(value));
      await target.expectUnharmed();
    }
  });

  it.each(casesOn(2))('on wire 2: $field of $call', async (wrong) => {
    const target = await Target.of(host);
    const connection = await connect(target.socketFile);
    for (const value of wrong.values) {
      const { name, result, error } = await connection.request(wrong.call, fieldsOf(wrong, value));
      expect({ name, result }).toEqual({ name: wrong.call, result: null });
      expect(error).toMatchObject({ code: 'AUTOTRAIL_BAD_FIELD', message: expect.stringContaining(`\`${wrong.field}\``) });
      expect(error?.message).toContain(shown(value));
      await target.expectUnharmed();
    }
    await connection.close();
  });
});

describe('what a command says of its giver', () => {
  it.each([
    ['actor', 200],
    ['reason', 4_096],
  ])('is refused, and changes nothing, where it is long: %s', async (field, most) => {
    const target = await Target.of(host);
    const connection = await connect(target.socketFile);
    const { result, error } = await connection.request('pause', { [field]: 'x'.repeat(most + 1) });
    expect({ result, error }).toMatchObject({ result: null, error: { code: 'AUTOTRAIL_BAD_FIELD' } });
    expect(error?.message).toContain(`\`${field}\` of call pause to be a string of at most ${most} characters`);
    await target.expectUnharmed();
    expect((await connection.request('pause', { [field]: 'x'.repeat(most), dry_run: true })).error).toBeNull();
    await connection.close();
  });
});

describe('a hold until the last date there is', () => {
  it('is taken, and shown', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    await rig.client.pause({}, { until: new Date(8.64e15) });
    expect(await rig.client.status({}, { fields: ['until'] })).toEqual([{ until: '+275760-09-13T00:00:00.000Z' }]);
  });
});

describe('what every object inherits', () => {
  it.each(INHERITED)('is no call: %s', async (name) => {
    const target = await Target.of(host);
    const request = { name, tags: {}, dry_run: false };
    expect(await sendRequest(target.socketFile, request)).toEqual({ name, result: null, error: `API name ${name} is invalid.` });
    const connection = await connect(target.socketFile);
    expect((await connection.request(name)).error).toMatchObject({ code: 'AUTOTRAIL_UNKNOWN_CALL' });
    await connection.close();
    await target.expectUnharmed();
  });

  it.each(INHERITED)('is a tag like any other: %s', async (key) => {
    const target = await Target.of(host);
    const client = await RawClient.onWire2(target.socketFile);
    client.socket.write(`{"id":1,"name":"skip","tags":{"${key}":"runs"}}\n`);
    expect(await client.message()).toMatchObject({ result: { affected: [], refused: [] }, error: null });
    client.socket.write(`{"id":2,"name":"skip","tags":{"${key}":{"name":"runs"}}}\n`);
    expect(await client.message()).toMatchObject({ result: null, error: { code: 'AUTOTRAIL_BAD_FIELD' } });
  });

  it.each(INHERITED)('gives no request the fields it lacks: %s', async (key) => {
    const target = await Target.of(host);
    const client = await RawClient.connected(target.socketFile);
    client.socket.write(`{"name":"skip","${key}":{"tags":{},"dry_run":false}}\n`);
    expect(await client.message()).toMatchObject({ result: null, error: expect.stringContaining('dry_run') });
    await target.expectUnharmed();
  });

  it('may be the name of a step', async () => {
    const rig = await Rig.of(host, { pairs: INHERITED.map((name) => [name]) });
    await rig.client.start();
    for (const name of INHERITED) await rig.tell(name, { return: name });
    await rig.client.wait();
    const statuses = await rig.client.status({}, { fields: ['name', 'state', 'returnValue'] });
    expect(statuses).toEqual(INHERITED.map((name) => ({ name, state: 'Succeeded', returnValue: name })));
  });

  it.each(['{"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{"isAdmin":true}}}', '{"a":1,"a":2}'])(
    'may not be smuggled in with a message: %s ends the connection, and changes nothing',
    async (message) => {
      const target = await Target.of(host);
      const client = await RawClient.onWire2(target.socketFile);
      client.socket.write(`{"id":1,"name":"send_message_to_steps","tags":{"name":"runs"},"message":${message}}\n`);
      expect(await client.message()).toMatchObject({ id: null, error: { code: expect.stringMatching(/_KEY$/) } });
      const other = await RawClient.onWire2(target.socketFile);
      other.send({ id: 1, name: 'status', tags: { name: 'runs' }, status_fields: ['inputMessages'] });
      expect(await other.message()).toMatchObject({ result: [{ inputMessages: [] }] });
    },
  );
});

describe('an id of wire 2', () => {
  it.each([null, true, {}, [], [1]])('that is %j is refused', async (id) => {
    const target = await Target.of(host);
    const client = await RawClient.onWire2(target.socketFile);
    client.send({ id, name: 'skip' }, { id: 1, name: 'list', tags: { name: 'held' } });
    expect(await client.message()).toMatchObject({ id: null, result: null, error: { code: 'AUTOTRAIL_BAD_REQUEST' } });
    expect(await client.message()).toMatchObject({ id: 1, error: null });
    await target.expectUnharmed();
  });

  it('that is missing is refused', async () => {
    const target = await Target.of(host);
    const client = await RawClient.onWire2(target.socketFile);
    client.send({ name: 'skip' });
    expect(await client.message()).toMatchObject({ id: null, result: null, error: { code: 'AUTOTRAIL_BAD_REQUEST' } });
    await target.expectUnharmed();
  });

  it.each([0, -1, 0.5, '', '__proto__', 'constructor', 'ü'.repeat(1_000)])('may be %j', async (id) => {
    const target = await Target.of(host);
    const client = await RawClient.onWire2(target.socketFile);
    client.send({ id, name: 'list', tags: { name: 'held' } });
    expect(await client.message()).toEqual({ id, name: 'list', result: [{ n: 2, name: 'held' }], error: null });
  });

  it('that is under way is refused, and may be used again when it was answered', async () => {
    const target = await Target.of(host);
    const client = await RawClient.onWire2(target.socketFile);
    client.send({ id: 1, name: 'wait' }, { id: 1, name: 'skip' }, { id: 2, name: 'list' });
    expect(await client.message()).toMatchObject({ id: null, error: { message: expect.stringContaining('under way') } });
    expect(await client.message()).toMatchObject({ id: 2, error: null });
    client.send({ id: 2, name: 'list', tags: { name: 'held' } });
    expect(await client.message()).toMatchObject({ id: 2, result: [{ n: 2, name: 'held' }] });
    await target.expectUnharmed();
  });
});

describe('a second subscription on one connection', () => {
  it('brings each event once, and none is missed that was caused in the same breath', async () => {
    const target = await Target.of(host);
    const client = await RawClient.onWire2(target.socketFile);
    client.send({ id: 1, name: 'subscribe' }, { id: 2, name: 'subscribe' }, { id: 3, name: 'pause', tags: { name: 'nobody' } });
    const lines = [await client.message(), await client.message(), await client.message(), await client.message()];
    client.send({ id: 4, name: 'list' });
    expect(await client.message()).toMatchObject({ id: 4 });
    expect(lines).toContainEqual(expect.objectContaining({ id: 2, error: null }));
    expect(lines).toContainEqual(expect.objectContaining({ id: 3, error: null }));
    expect(lines).toContainEqual({ subscription: 'events', event: expect.objectContaining({ changes: [] }) });
  });
});
