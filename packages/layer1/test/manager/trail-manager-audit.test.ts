import { describe, expect, it } from 'vitest';
import type { ApiResponse, HistoryPage } from '../../src/api/api-call.js';
import { Deferred } from '../../src/deferred.js';
import { trailManager } from '../../src/manager/trail-manager.js';
import { MemoryTransport } from '../../src/ports/memory-transport.js';
import { HandPeer } from '../support/manager-ports.js';
import { errorOf, quiet, rigFor, settleAll, watch } from '../support/manager-rig.js';
import { type Owner, openOwner } from '../support/owners.js';
import { trailOf } from '../support/trails.js';

const GRAPH = [['a', 'b']] as const;

function pageOf({ result, error }: ApiResponse): HistoryPage {
  if (error !== null) throw new Error(error.message);
  return result as unknown as HistoryPage;
}

async function lastEvent({ records }: Owner) {
  return (await records()).at(-1)?.event;
}

describe('the record of a command', () => {
  it('tells who, why, from where, under which id, and what it changed', async () => {
    const owner = await openOwner(trailOf(GRAPH));
    await owner.ask('pause', { tags: { name: 'b' }, actor: 'Ada', reason: 'lunch', request_id: 'req-1' });
    expect((await owner.records()).at(-1)).toMatchObject({
      event: {
        type: 'command',
        call: 'pause',
        actor: 'Ada',
        reason: 'lunch',
        source: 'test',
        moves: [{ row: 'pause', steps: [1] }],
      },
      changes: [{ n: 1, state: 'To Pause', cause: 'operator' }],
      answered: { requestId: 'req-1' },
    });
  });

  it.each([
    ['send_message_to_steps', { message: 'hello' }, 'message'],
    ['reply', { prompt_id: '0.1.1', value: 'yes' }, 'reply'],
    ['interrupt', {}, 'command'],
    ['note', { text: 'x' }, 'note'],
    ['stop', {}, 'command'],
  ] as const)('of `%s` tells who and why as well', async (name, fields, type) => {
    const owner = await openOwner(trailOf(GRAPH));
    await owner.ask('start');
    owner.executor.report('0.1').prompt('0.1.1', 'Well?', {});
    await quiet();
    await owner.ask(name, { ...fields, actor: 'Ada', reason: 'because' });
    expect(await lastEvent(owner)).toMatchObject({ type, actor: 'Ada', reason: 'because', source: 'test' });
  });

  it('of a shutdown tells who asked, and of one that nobody asked over a transport that it was the server', async () => {
    const asked = await openOwner(trailOf(GRAPH));
    await asked.ask('shutdown', { actor: 'Ada', reason: 'late' });
    expect(await lastEvent(asked)).toEqual({ type: 'shutdown', actor: 'Ada', reason: 'late', source: 'test' });
    const signalled = await openOwner(trailOf(GRAPH));
    await signalled.manager.shutdown('SIGTERM');
    expect(await lastEvent(signalled)).toEqual({ type: 'shutdown', reason: 'SIGTERM', source: 'server' });
  });

  it('knows the source itself: no client can claim another one', async () => {
    const owner = await openOwner(trailOf(GRAPH));
    await owner.ask('pause', { tags: {}, source: 'server', actor: 'server' });
    expect(await lastEvent(owner)).toMatchObject({ source: 'test', actor: 'server' });
  });
});

describe('note', () => {
  it('is a record about steps, or about the whole trail, and changes nothing', async () => {
    const owner = await openOwner(trailOf(GRAPH));
    const about = await owner.ask('note', { text: 'looks odd', tags: { name: 'b' }, actor: 'Ada' });
    expect(about.result).toEqual({ affected: [{ n: 1, name: 'b' }], refused: [], revision: 1 });
    expect(await owner.ask('note', { text: '' })).toMatchObject({ result: { affected: [], revision: 2 } });
    const [, first, second] = await owner.records();
    expect(first).toMatchObject({ changes: [], event: { type: 'note', text: 'looks odd', steps: [1], actor: 'Ada' } });
    expect(second).toMatchObject({ changes: [], event: { type: 'note', text: '', steps: [] } });
    expect(owner.trail.record(1).state).toBe('Ready');
  });

  it('about steps that there are not is none: it would read like one about the whole trail', async () => {
    const owner = await openOwner(trailOf(GRAPH));
    const { result } = await owner.ask('note', { text: 'x', tags: { name: 'nobody' } });
    expect([result, await owner.records()]).toMatchObject([{ affected: [], revision: 0 }, { length: 1 }]);
  });

  it('as a dry run notes nothing', async () => {
    const owner = await openOwner(trailOf(GRAPH));
    await owner.ask('note', { text: 'x', dry_run: true });
    expect(await owner.records()).toHaveLength(1);
  });

  it('without a journal is told to those who subscribe', async () => {
    const transport = new MemoryTransport();
    const manager = trailManager(trailOf(GRAPH), { transports: [transport] });
    await manager.start();
    const peer = new HandPeer();
    await manager.handle({ wire: 2, message: { name: 'subscribe' }, peer });
    await manager.handle({ wire: 2, message: { name: 'note', text: 'x' }, peer });
    expect(peer.pushed).toMatchObject([{ revision: 1, event: { type: 'note', text: 'x', source: 'test' } }]);
    await manager.shutdown();
  });
});

describe('history', () => {
  it('answers what happened, page by page, oldest first', async () => {
    const owner = await openOwner(trailOf(GRAPH));
    for (let i = 1; i <= 6; i++) await owner.ask('note', { text: `note ${i}` });
    const revisions: number[][] = [];
    for (let from: number | null = 0; from !== null; ) {
      const { records, next }: HistoryPage = pageOf(await owner.ask('history', { from, limit: 3 }));
      revisions.push(records.map(({ revision }) => revision));
      from = next;
    }
    expect(revisions).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect(pageOf(await owner.ask('history', { from: 7 }))).toEqual({ records: [], next: null });
    expect(pageOf(await owner.ask('history', { from: 4, limit: 3 }))).toMatchObject({ next: null });
  });

  it('answers no more than a thousand records at once', async () => {
    const owner = await openOwner(trailOf(GRAPH));
    await Promise.all(Array.from({ length: 1_100 }, (_, i) => owner.ask('note', { text: String(i) })));
    const page = pageOf(await owner.ask('history', { limit: 1_000_000 }));
    expect([page.records.length, page.next]).toEqual([1_000, 1_000]);
  });

  it('speaks of what is durable: what was asked before it in the same turn is in it', async () => {
    const rig = rigFor(trailOf(GRAPH));
    await quiet();
    void rig.ask('pause');
    const answer = watch(rig.ask('history'));
    await quiet();
    expect(answer.isSettled).toBe(false);
    await settleAll(rig);
    expect(pageOf(answer.value as ApiResponse).records.map(({ revision }) => revision)).toEqual([0, 1]);
  });

  it('without a journal is refused, and so is one that cannot be read; neither ends the server', async () => {
    const manager = trailManager(trailOf(GRAPH));
    await manager.start();
    const ask = (name: string) => manager.handle({ wire: 2, message: { name }, peer: new HandPeer() });
    expect(errorOf(await ask('history')).code).toBe('AUTOTRAIL_NO_JOURNAL');
    expect((await ask('status')).error).toBeNull();
    await manager.shutdown();

    const owner = await openOwner(trailOf(GRAPH));
    owner.memory.read = () => {
      throw new Error('EIO: bad sector');
    };
    expect(errorOf(await owner.ask('history'))).toMatchObject({
      code: 'AUTOTRAIL_UNREADABLE',
      message: expect.stringContaining('EIO: bad sector'),
    });
    expect((await owner.ask('status')).error).toBeNull();
  });

  it('keeps nobody waiting while it is read, and is answered once, though the server ends meanwhile', async () => {
    const owner = await openOwner(trailOf(GRAPH));
    const gate = new Deferred<void>();
    owner.memory.read = async function* () {
      await gate.promise;
      yield* [];
    };
    const history = watch(owner.ask('history'));
    await quiet();
    expect([(await owner.ask('status')).error, history.isSettled]).toEqual([null, false]);
    await owner.manager.shutdown();
    expect(history.value?.error?.code).toBe('AUTOTRAIL_SERVER_ENDING');
    gate.resolve();
    await quiet();
    expect(history.value?.error?.code).toBe('AUTOTRAIL_SERVER_ENDING');
  });
});
