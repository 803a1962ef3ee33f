import { AutoTrailError } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import type { ApiCallDefinition } from '../../src/api/api-call-definition.js';
import { API_CALL_DEFINITIONS } from '../../src/api/definitions.js';
import { MemoryTransport } from '../../src/ports/memory-transport.js';
import { HandJournal, HandPeer, NotedTransport, success } from '../support/manager-ports.js';
import { codeOf, quiet, type Rig, rigFor, settleAll, watch } from '../support/manager-rig.js';
import { trailOf } from '../support/trails.js';

const FULL = new Error('the disk is full');

/** A journal that throws where others answer a promise that rejects. */
class ThrowingJournal extends HandJournal {
  isFull = false;

  override append(records: Parameters<HandJournal['append']>[0]): Promise<void> {
    if (this.isFull) throw FULL;
    const appended = super.append(records);
    if (this.appends.length > 0) this.latest.settle();
    return appended;
  }
}

/** Why a manager ended: both promises say the same. */
async function endOf({ manager }: Pick<Rig, 'manager'>): Promise<AutoTrailError> {
  const [finished, closed] = await Promise.allSettled([manager.finished, manager.closed]);
  if (finished.status !== 'rejected' || closed.status !== 'rejected') throw new Error('The manager has not ended itself.');
  expect(finished.reason).toBe(closed.reason);
  if (!AutoTrailError.is(closed.reason)) throw closed.reason;
  return closed.reason;
}

describe('a journal that fails', () => {
  it('by rejecting: nothing asked is answered but with an error, and nothing is started', async () => {
    const rig = rigFor(trailOf([['a'], ['b']]));
    const { ask, journal, executor, peer } = rig;
    await ask('subscribe');
    const heldBack = watch(ask('wait'));
    await quiet();
    const handled = [ask('start'), ask('status')].map(watch);
    await quiet();
    const waiting = [ask('status'), ask('pause')].map(watch);
    await quiet();
    journal.latest.fail(FULL);
    const error = await endOf(rig);
    expect(error).toMatchObject({
      code: 'AUTOTRAIL_INTERNAL',
      message: 'The server has ended because of an error of its own: the disk is full.',
      cause: FULL,
    });
    for (const { value } of [heldBack, ...handled, ...waiting]) {
      expect([value?.result, value?.error?.code, value?.error?.message]).toEqual([null, 'AUTOTRAIL_INTERNAL', error.message]);
    }
    expect([peer.pushed, executor.asked]).toEqual([[], ['close']]);
  });

  it('by throwing: the same, though steps are running, and their ends are no longer recorded', async () => {
    const journal = new ThrowingJournal();
    const transport = new MemoryTransport();
    const rig = rigFor(trailOf([['a', 'b'], ['c']]), { journal, transports: [transport] });
    await rig.manager.start();
    const client = await transport.connect();
    await client.request('start');
    journal.isFull = true;
    expect((await client.request('pause')).error?.code).toBe('AUTOTRAIL_INTERNAL');
    expect((await endOf(rig)).cause).toBe(FULL);
    await client.closed;
    expect(await codeOf(transport.connect())).toBe('AUTOTRAIL_SERVER_GONE');
    const { revision } = rig.trail;
    journal.isFull = false;
    rig.executor.report('0.1').prompt('0.1.1', 'late?', {});
    rig.executor.succeed('0.1');
    await quiet();
    expect(rig.trail.revision).toBe(revision);
    expect(journal.appends).toHaveLength(1);
    expect(rig.executor.asked).toEqual(['start 0.1', 'start 1.1', 'close']);
    expect(journal.isClosed).toBe(true);
  });

  it('lets go of every timer', async () => {
    const rig = rigFor(trailOf([['a']]));
    void rig.ask('start');
    await settleAll(rig);
    rig.executor.report('0.1').prompt('0.1.1', 'which?', { timeoutMs: 500 });
    await settleAll(rig);
    expect(rig.clock.nextAt).toBe(1_500);
    void rig.ask('interrupt');
    await quiet();
    rig.journal.latest.fail(FULL);
    await endOf(rig);
    expect(rig.clock.nextAt).toBeNull();
  });

  it('leaves no request unanswered that comes later', async () => {
    const rig = rigFor(trailOf([['a']]));
    void rig.ask('start');
    await quiet();
    rig.journal.latest.fail(FULL);
    await endOf(rig);
    const { name, result, error } = await rig.ask('status');
    expect([name, result, error?.code]).toEqual(['status', null, 'AUTOTRAIL_INTERNAL']);
  });

  it('does not take back that the trail was finished before', async () => {
    const rig = rigFor(trailOf([['a']]));
    void rig.ask('skip');
    void rig.ask('start');
    await settleAll(rig);
    expect(await rig.manager.finished).toEqual({ outcome: 'finished' });
    void rig.ask('pause');
    await quiet();
    rig.journal.latest.fail(FULL);
    expect(await codeOf(rig.manager.closed)).toBe('AUTOTRAIL_INTERNAL');
    expect(await rig.manager.finished).toEqual({ outcome: 'finished' });
  });

  it('without anybody waiting for the end does not end the process', async () => {
    const rig = rigFor(trailOf([['a']]));
    const answer = rig.ask('start');
    await quiet();
    rig.journal.latest.fail(FULL);
    expect((await answer).error?.code).toBe('AUTOTRAIL_INTERNAL');
    await quiet();
  });
});

describe('parts that cannot be closed', () => {
  it('are told as the end, and keep no other part open', async () => {
    const [first, second] = [new NotedTransport(), new NotedTransport()];
    first.close = () => Promise.reject(new Error('cannot close'));
    const rig = rigFor(trailOf([['a']]), { transports: [first, second] });
    rig.executor.close = () => {
      throw new Error('cannot close either');
    };
    await rig.manager.start();
    void rig.ask('shutdown');
    await settleAll(rig);
    await expect(rig.manager.closed).rejects.toThrow('cannot close either');
    expect(second.notes).toEqual(['listen', 'close']);
    expect(rig.journal.isClosed).toBe(true);
  });

  it('do not hide what the server ended for', async () => {
    const transport = new NotedTransport();
    transport.close = () => Promise.reject(new Error('cannot close'));
    const rig = rigFor(trailOf([['a']]), { transports: [transport] });
    await rig.manager.start();
    void rig.ask('start');
    await quiet();
    rig.journal.latest.fail(FULL);
    expect((await endOf(rig)).cause).toBe(FULL);
  });
});

describe('a part with a bug', () => {
  it('such as an executor that throws ends the server, and every request is answered with that', async () => {
    const rig = rigFor(trailOf([['a']]));
    rig.executor.start = () => {
      throw new Error('a bug');
    };
    const start = watch(rig.ask('start'));
    await quiet();
    rig.journal.latest.settle();
    expect((await endOf(rig)).message).toContain('a bug');
    // It was durable: the answer may say so.
    expect(start.value?.error).toBeNull();
  });

  it('such as a call that breaks the trail ends the server, and is answered with that as well', async () => {
    const broken: ApiCallDefinition = {
      ...(API_CALL_DEFINITIONS.shutdown as ApiCallDefinition),
      handlers: [() => [{ type: 'no such event' } as never]],
    };
    const transport = new MemoryTransport();
    const rig = rigFor(trailOf([['a']]), { definitions: { broken }, transports: [transport] });
    await rig.manager.start();
    const client = await transport.connect();
    expect((await client.request('broken')).error?.code).toBe('AUTOTRAIL_INTERNAL');
    expect((await endOf(rig)).code).toBe('AUTOTRAIL_INTERNAL');
    expect(rig.journal.appends).toEqual([]);
  });
});

describe('a client that breaks off', () => {
  it('leaves the server as it is', async () => {
    const transport = new MemoryTransport();
    const rig = rigFor(trailOf([['a']]), { transports: [transport] });
    await rig.manager.start();
    const leaving = await transport.connect();
    const asked = codeOf(leaving.request('start'));
    await leaving.close();
    expect(await asked).toBe('AUTOTRAIL_SERVER_GONE');
    await settleAll(rig);
    expect(rig.trail.record(0).state).toBe('Running');
    rig.executor.report('0.1').ended(success());
    await settleAll(rig);
    expect((await rig.ask('wait', {}, new HandPeer())).result).toMatchObject({ outcome: 'finished' });
  });
});
