import { getEventListeners } from 'node:events';
import type { JsonObject } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiCallDefinition } from '../../src/api/api-call-definition.js';
import { moveAlong } from '../../src/api/definition-parts.js';
import { API_CALL_DEFINITIONS } from '../../src/api/definitions.js';
import type { JournalRecord } from '../../src/ports/journal.js';
import { MemoryTransport } from '../../src/ports/memory-transport.js';
import { HandPeer, success } from '../support/manager-ports.js';
import { quiet, type Rig, resultOf, rigFor, settleAll, watch } from '../support/manager-rig.js';
import { trailOf } from '../support/trails.js';

/** All that was made durable, in order. */
function recordsOf({ journal }: Rig): readonly JournalRecord[] {
  return journal.appends.flatMap(({ records }) => records);
}

async function started(graph: Parameters<typeof trailOf>[0] = [['a', 'b']]): Promise<Rig> {
  const rig = rigFor(trailOf(graph));
  void rig.ask('start');
  await settleAll(rig);
  return rig;
}

describe('wait', () => {
  it('is held back, and answered when what it waits for is durable', async () => {
    const rig = await started();
    const answers = ['needsInput', 'failed', 'finished'].map((until) => watch(rig.ask('wait', { until })));
    const outcomes = () => answers.map(({ value }) => (value?.result as JsonObject | undefined)?.outcome);
    await settleAll(rig);
    expect(outcomes()).toEqual([undefined, undefined, undefined]);
    rig.executor.report('0.1').prompt('0.1.1', 'which?', {});
    await quiet();
    expect(outcomes()).toEqual([undefined, undefined, undefined]);
    await settleAll(rig);
    expect(outcomes()).toEqual(['needsInput', undefined, undefined]);
    rig.executor.report('0.1').ended({ ok: false, error: { message: 'bad' } });
    await settleAll(rig);
    expect(outcomes()).toEqual(['needsInput', 'failed', undefined]);
    void rig.ask('skip');
    await settleAll(rig);
    expect(outcomes()).toEqual(['needsInput', 'failed', 'finished']);
  });

  it('is answered at once if what it waits for is the case', async () => {
    const rig = rigFor(trailOf([['a']]));
    void rig.ask('skip');
    void rig.ask('start');
    await settleAll(rig);
    expect(await rig.ask('wait')).toMatchObject({ result: { outcome: 'finished', revision: 2 }, error: null });
  });

  it('leaves one listener behind while it is held back, and none afterwards, however much happens', async () => {
    const rig = await started([['a']]);
    const answer = watch(rig.ask('wait'));
    for (let turn = 0; turn < 30; turn++) {
      void rig.ask(turn % 2 === 0 ? 'interrupt' : 'send_message_to_steps', { message: turn, dry_run: true });
      rig.executor.report('0.1').prompt(`0.1.${turn + 1}`, '?', {});
      await settleAll(rig);
    }
    expect(getEventListeners(rig.peer.gone, 'abort')).toHaveLength(1);
    rig.executor.succeed('0.1');
    await settleAll(rig);
    expect(answer.isSettled).toBe(true);
    expect(getEventListeners(rig.peer.gone, 'abort')).toEqual([]);
  });

  it('is dropped when its client is gone, and hinders nobody', async () => {
    const transport = new MemoryTransport();
    const rig = rigFor(trailOf([['a']]), { transports: [transport] });
    await rig.manager.start();
    const [leaving, staying] = [await transport.connect(), await transport.connect()];
    const lost = watch(leaving.request('wait'));
    const answer = watch(staying.request('wait'));
    await quiet();
    await leaving.close();
    await quiet();
    expect(lost.error).toMatchObject({ code: 'AUTOTRAIL_SERVER_GONE' });
    void rig.ask('skip');
    void rig.ask('start');
    await settleAll(rig);
    expect(answer.value?.result).toMatchObject({ outcome: 'finished' });
    void staying.request('shutdown');
    await settleAll(rig);
    await rig.manager.closed;
  });
});

describe('a call of a custom engine that is held back', () => {
  const skipWhenFailed: ApiCallDefinition = {
    ...(API_CALL_DEFINITIONS.skip as ApiCallDefinition),
    until: ({ trail }) => trail.hasFailure,
    handlers: [moveAlong('skip')],
  };

  it('is recorded and carried out like any other when its time has come, and wakes what waits for that', async () => {
    const rig = rigFor(trailOf([['a', 'b']]), { definitions: { ...API_CALL_DEFINITIONS, skip_when_failed: skipWhenFailed } });
    void rig.ask('start');
    await settleAll(rig);
    const finished = watch(rig.ask('wait'));
    const skipped = watch(rig.ask('skip_when_failed', { tags: { name: 'a' } }));
    await settleAll(rig);
    expect(skipped.isSettled).toBe(false);
    rig.executor.report('0.1').ended({ ok: false, error: { message: 'bad' } });
    await settleAll(rig);
    expect(skipped.value?.result).toMatchObject({ affected: [{ name: 'a' }], revision: 3 });
    expect(recordsOf(rig).map(({ revision, event }) => `${revision} ${event.type}`)).toEqual([
      '1 command',
      '2 ended',
      '3 command',
    ]);
    expect(rig.executor.asked).toEqual(['start 0.1', 'start 1.1']);
    rig.executor.succeed('1.1');
    await settleAll(rig);
    expect(finished.value?.result).toMatchObject({ outcome: 'finished' });
  });

  it('may bring about what another one waits for that came before it', async () => {
    const finishAll: ApiCallDefinition = { ...skipWhenFailed, until: ({ trail }) => trail.isStarted };
    const rig = rigFor(trailOf([['a']]), { definitions: { ...API_CALL_DEFINITIONS, finish_all: finishAll } });
    const finished = watch(rig.ask('wait'));
    const all = watch(rig.ask('finish_all'));
    void rig.ask('pause');
    await settleAll(rig);
    expect([finished.isSettled, all.isSettled]).toEqual([false, false]);
    void rig.ask('start');
    await settleAll(rig);
    expect([finished.isSettled, all.isSettled]).toEqual([true, true]);
  });
});

describe('subscribe', () => {
  it('brings each durable record once, in order, from the revision after its answer on', async () => {
    const rig = rigFor(trailOf([['a', 'b']]));
    const peer = new HandPeer();
    void rig.ask('pause');
    const subscribed = watch(rig.ask('subscribe', {}, peer));
    void rig.ask('resume');
    await quiet();
    // All three are one turn: the first is before the subscription, the last is after it.
    expect(rig.journal.latest.records.map(({ revision }) => revision)).toEqual([1, 2]);
    expect([subscribed.isSettled, peer.pushed]).toEqual([false, []]);
    await settleAll(rig);
    expect(subscribed.value?.result).toEqual({ subscription: 'events', revision: 1 });
    void rig.ask('start');
    await settleAll(rig);
    rig.executor.succeed('0.1', 'done');
    await quiet();
    expect(peer.pushed).toEqual(recordsOf(rig).slice(1, 3));
    await settleAll(rig);
    expect(peer.pushed).toEqual(recordsOf(rig).slice(1));
    expect(peer.pushed).toHaveLength(3);
  });

  it('brings a client over a transport what it needs to follow a run to its end', async () => {
    const transport = new MemoryTransport();
    const rig = rigFor(trailOf([['a', 'b']]), { transports: [transport] });
    await rig.manager.start();
    const client = await transport.connect();
    const heard: string[] = [];
    client.onPush(({ event }) => {
      const { changes } = event as unknown as JournalRecord;
      for (const { n, state } of changes) if (state !== undefined) heard.push(`${n} ${state}`);
    });
    await client.request('subscribe');
    void client.request('start');
    await settleAll(rig);
    for (const attempt of ['0.1', '1.1']) {
      rig.executor.succeed(attempt);
      await settleAll(rig);
    }
    expect(heard).toEqual(['0 Waiting', '1 Waiting', '0 Running', '0 Succeeded', '1 Running', '1 Succeeded']);
  });

  it('tells a client that does not read what it missed, when it reads again', async () => {
    const rig = await started();
    const slow = new HandPeer();
    await rig.ask('subscribe', {}, slow);
    let isReading = false;
    slow.hasRoom = () => isReading;
    for (let i = 1; i <= 3; i++) {
      rig.executor.report('0.1').prompt(`0.1.${i}`, '?', {});
      await settleAll(rig);
    }
    isReading = true;
    rig.executor.succeed('0.1');
    await settleAll(rig);
    expect(slow.pushed).toEqual([{ gap: { from: 2, to: 4 } }, recordsOf(rig)[4]]);
    rig.executor.succeed('1.1');
    await settleAll(rig);
    expect(slow.pushed.slice(2)).toEqual([recordsOf(rig)[5]]);
  });

  it('shares nothing a client over a transport could change', async () => {
    const transport = new MemoryTransport();
    const rig = rigFor(trailOf([['a']]), { transports: [transport] });
    await rig.manager.start();
    const client = await transport.connect();
    client.onPush(({ event }) => Object.assign((event as unknown as { event: object }).event, { type: 'changed' }));
    await client.request('subscribe');
    void client.request('pause');
    await settleAll(rig);
    expect(recordsOf(rig)[0]?.event.type).toBe('command');
  });

  it('ends when the client goes', async () => {
    const rig = await started();
    const leaving = new HandPeer();
    await rig.ask('subscribe', {}, leaving);
    rig.executor.report('0.1').prompt('0.1.1', '?', {});
    await settleAll(rig);
    leaving.leave();
    rig.executor.succeed('0.1');
    await settleAll(rig);
    expect(leaving.pushed).toHaveLength(1);
  });

  it('is complete from wherever it began, whatever is asked and settled in whatever order', async () => {
    const acts = fc.array(fc.constantFrom('subscribe', 'call', 'end', 'settle', 'round'), { minLength: 10, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(acts, async (played) => {
        const rig = await started([['a'], ['b'], ['c'], ['d']]);
        const subscribed: { readonly peer: HandPeer; readonly answer: ReturnType<typeof watch> }[] = [];
        let ends = 0;
        let settled = rig.journal.appends.length;
        for (const act of played) {
          if (act === 'subscribe') {
            const peer = new HandPeer();
            subscribed.push({ peer, answer: watch(rig.ask('subscribe', {}, peer)) });
          } else if (act === 'call') void rig.ask('unset_pause_on_fail');
          else if (act === 'end' && ends < 4) rig.executor.report(`${ends++}.1`).ended(success());
          else if (act === 'settle') rig.journal.appends[settled++]?.settle();
          else await quiet();
          settled = Math.min(settled, rig.journal.appends.length);
        }
        await settleAll(rig);
        for (const { peer, answer } of subscribed) {
          const { revision } = resultOf<{ revision: number }>(answer.value as never);
          expect(peer.pushed).toEqual(recordsOf(rig).filter((record) => record.revision > revision));
        }
      }),
      { numRuns: 50 },
    );
  });
});
