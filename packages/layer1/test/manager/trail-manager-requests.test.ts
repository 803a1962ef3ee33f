import type { JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { API_CALL_DEFINITIONS } from '../../src/api/definitions.js';
import { layer1Error } from '../../src/errors.js';
import { HandPeer } from '../support/manager-ports.js';
import { errorOf, quiet, rigFor, settleAll, watch } from '../support/manager-rig.js';
import { openOwner } from '../support/owners.js';
import { trailOf } from '../support/trails.js';

const GRAPH = [['a', 'b']] as const;
const PAUSE_B: JsonObject = { tags: { name: 'b' }, request_id: 'req-1' };

describe('a command that comes again under its request id', () => {
  it('is answered what it was answered first, and changes nothing', async () => {
    const { ask, trail } = await openOwner(trailOf(GRAPH));
    const first = await ask('pause', PAUSE_B);
    await ask('resume', { tags: { name: 'b' } });
    expect(await ask('pause', { request_id: 'req-1', tags: { name: 'b' } })).toEqual(first);
    expect([trail.record(1).state, trail.revision]).toEqual(['Waiting', 2]);
  });

  it('is known again by the next owner, and by the one after that', async () => {
    const first = await openOwner(trailOf(GRAPH));
    const answered = await first.ask('pause', PAUSE_B);
    const second = await openOwner(trailOf(GRAPH), await first.records());
    await second.ask('resume', { tags: { name: 'b' } });
    expect(await second.ask('pause', PAUSE_B)).toEqual(answered);
    const third = await openOwner(trailOf(GRAPH), await second.records());
    expect(await third.ask('pause', PAUSE_B)).toEqual(answered);
    expect(third.trail.record(1).state).toBe('Waiting');
    expect(errorOf(await third.ask('skip', PAUSE_B)).code).toBe('AUTOTRAIL_REQUEST_ID_REUSED');
  });

  it('from another client is known again too', async () => {
    const { ask, trail } = await openOwner(trailOf(GRAPH));
    const first = await ask('pause', PAUSE_B);
    expect(await ask('pause', PAUSE_B, new HandPeer())).toEqual(first);
    expect(trail.revision).toBe(1);
  });

  it('twice in one turn is carried out once, and both are answered when it is durable', async () => {
    const rig = rigFor(trailOf(GRAPH));
    await quiet();
    const answers = [rig.ask('pause', PAUSE_B), rig.ask('pause', PAUSE_B)].map(watch);
    await quiet();
    expect(rig.journal.latest.records).toHaveLength(1);
    expect(answers.map(({ isSettled }) => isSettled)).toEqual([false, false]);
    await settleAll(rig);
    expect(answers[0]?.value?.error).toBeNull();
    expect(answers[1]?.value).toEqual(answers[0]?.value);
  });

  it('is refused where it is another call, which changes nothing', async () => {
    const { ask, trail } = await openOwner(trailOf(GRAPH));
    await ask('pause', PAUSE_B);
    for (const [name, fields] of [
      ['skip', {}],
      ['pause', { tags: { name: 'a' } }],
      ['pause', { dry_run: true }],
      ['status', {}],
    ] as const) {
      expect(errorOf(await ask(name, { ...PAUSE_B, ...fields })).code).toBe('AUTOTRAIL_REQUEST_ID_REUSED');
    }
    expect(trail.revision).toBe(1);
  });

  it('is carried out if the first one only looked, or was refused', async () => {
    const { ask, trail } = await openOwner(trailOf(GRAPH));
    await ask('pause', { ...PAUSE_B, dry_run: true });
    expect(errorOf(await ask('pause', { request_id: 'req-1', tags: 7 })).code).toBe('AUTOTRAIL_BAD_FIELD');
    expect(errorOf(await ask('reply', { request_id: 'req-1', prompt_id: 'none', value: 1 })).code).toContain('PROMPT');
    expect((await ask('pause', PAUSE_B)).error).toBeNull();
    expect(trail.record(1).state).toBe('To Pause');
  });

  it('is told by the shutdown too', async () => {
    const rig = rigFor(trailOf(GRAPH));
    const answers = [rig.ask('shutdown', { request_id: 'x' }), rig.ask('shutdown', { request_id: 'x' })].map(watch);
    await settleAll(rig);
    await rig.manager.closed;
    expect(answers.map(({ value }) => value?.result)).toEqual([true, true]);
    expect(rig.journal.appends.flatMap(({ records }) => records)).toHaveLength(1);
  });
});

describe('a request id', () => {
  it.each([1, true, '', 'x'.repeat(201), ['a'], {}])('of %j is refused, and nothing is changed', async (id) => {
    const { ask, trail } = await openOwner(trailOf(GRAPH));
    const error = errorOf(await ask('pause', { request_id: id }));
    expect([error.code, error.message.includes('`request_id` of call pause')]).toEqual(['AUTOTRAIL_BAD_FIELD', true]);
    expect(trail.revision).toBe(0);
  });

  it('that is null, inherited, or on wire 1 is none', async () => {
    const { ask, manager, peer, trail } = await openOwner(trailOf(GRAPH));
    for (let times = 0; times < 2; times++) {
      await ask('pause', { tags: {}, request_id: null });
      await ask('resume', Object.assign(Object.create({ request_id: 'x' }) as JsonObject, { tags: {} }));
      const message = { name: 'unset_pause_on_fail', tags: {}, dry_run: false, request_id: 'w1' };
      await manager.handle({ wire: 1, message, peer });
    }
    expect(trail.revision).toBe(6);
  });

  it('is noted with what the command was answered, and with no other record', async () => {
    const { ask, records } = await openOwner(trailOf(GRAPH));
    const { result } = await ask('pause', PAUSE_B);
    await ask('resume', { tags: {} });
    const answered = (await records()).map((record) => record.answered);
    expect(answered).toEqual([undefined, { requestId: 'req-1', digest: expect.any(String), result }, undefined]);
  });

  it('keeps a command that was held back from being carried out twice', async () => {
    const pauseWhenStarted = {
      ...API_CALL_DEFINITIONS.pause,
      until: ({ trail }: { trail: { isStarted: boolean } }) => trail.isStarted,
    };
    const definitions = { ...API_CALL_DEFINITIONS, pause_when_started: pauseWhenStarted as never };
    const { ask, records, trail } = await openOwner(trailOf(GRAPH), [], { definitions });
    const answers = [ask('pause_when_started', PAUSE_B), ask('pause_when_started', PAUSE_B)];
    await ask('start');
    const [first, second] = await Promise.all(answers);
    expect(second).toEqual(first);
    expect([(await records()).length, trail.record(1).state]).toEqual([3, 'To Pause']);
  });
});

/** Pauses, and cannot say so. */
const HALF = {
  ...API_CALL_DEFINITIONS.pause,
  postProcessor: () => {
    throw layer1Error('AUTOTRAIL_UNKNOWN_ROW', { row: 'none' });
  },
};

describe('a call of a custom engine that fails after it has changed something', () => {
  it('has changed it, for the record as well: what was applied has happened', async () => {
    const definitions = { ...API_CALL_DEFINITIONS, half: HALF as never };
    const { ask, records, trail } = await openOwner(trailOf(GRAPH), [], { definitions });
    expect(errorOf(await ask('half', { tags: {} })).code).toBe('AUTOTRAIL_UNKNOWN_ROW');
    expect([trail.record(1).state, (await records()).at(-1)?.event.type]).toEqual(['To Pause', 'command']);
  });

  it('is not carried out again under the same request id, but answered the same error, also by the next owner (invariant 12)', async () => {
    const definitions = { ...API_CALL_DEFINITIONS, half: HALF as never };
    const first = await openOwner(trailOf(GRAPH), [], { definitions });
    const call = { tags: { name: 'b' }, request_id: 'half-1' };
    const answer = await first.ask('half', call);
    await first.ask('resume', { tags: { name: 'b' } });
    expect(await first.ask('half', call)).toEqual(answer);
    const second = await openOwner(trailOf(GRAPH), await first.records(), { definitions });
    expect(await second.ask('half', call)).toEqual(answer);
    expect([errorOf(answer).code, second.trail.record(1).state]).toEqual(['AUTOTRAIL_UNKNOWN_ROW', 'Waiting']);
  });
});
