import type { JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { trailManager } from '../../src/manager/trail-manager.js';
import { ManualClock } from '../../src/ports/clock.js';
import { MemoryTransport } from '../../src/ports/memory-transport.js';
import { HandExecutor, HandPeer, NotedTransport, success } from '../support/manager-ports.js';
import { codeOf, errorOf, quiet, resultOf, rigFor, settleAll, useSlicesOfOne, watch } from '../support/manager-rig.js';
import { trailOf } from '../support/trails.js';

describe('a turn', () => {
  it('is applied and appended; no answer, push, hello or start leaves before it is durable', async () => {
    const { ask, journal, executor, peer, manager, trail } = rigFor(trailOf([['a'], ['b']]), { run: 'r1' });
    await ask('subscribe');
    const answer = watch(ask('start'));
    await quiet();
    expect(journal.appends).toHaveLength(1);
    expect(journal.latest.records).toEqual([
      {
        revision: 1,
        epoch: 1,
        at: 1_000,
        event: { type: 'command', call: 'start', moves: [{ row: 'start', steps: [0, 1] }], source: 'test' },
        changes: expect.arrayContaining([expect.objectContaining({ n: 0, state: 'Running' })]),
      },
    ]);
    expect(trail.record(0).state).toBe('Running');
    expect([answer.isSettled, peer.pushed, executor.asked, manager.hello()]).toEqual([
      false,
      [],
      [],
      { trail: 'trail', run: 'r1', revision: 0, trouble: null },
    ]);
    journal.latest.settle();
    await quiet();
    expect(answer.value?.result).toMatchObject({ affected: [{ n: 0 }, { n: 1 }], revision: 1 });
    expect(peer.pushed).toEqual(journal.latest.records);
    expect(executor.asked).toEqual(['start 0.1', 'start 1.1']);
    expect(manager.hello()).toEqual({ trail: 'trail', run: 'r1', revision: 1, trouble: null });
  });

  it('takes in all that has arrived while the one before it was made durable: one append at a time', async () => {
    const { ask, journal, executor } = rigFor(trailOf([['a', 'b'], ['c']]));
    await Promise.all([ask('start'), quiet().then(() => journal.latest.settle())]);
    executor.succeed('0.1');
    await quiet();
    expect(journal.appends).toHaveLength(2);
    const answers = [ask('pause', { tags: { name: 'b' } }), ask('resume'), ask('status')].map(watch);
    executor.succeed('1.1');
    await quiet();
    expect(journal.appends).toHaveLength(2);
    journal.latest.settle();
    await quiet();
    expect(journal.appends).toHaveLength(3);
    expect(journal.latest.records.map(({ event, revision }) => `${revision} ${event.type}`).sort()).toEqual([
      '3 command',
      '4 ended',
      '5 command',
    ]);
    expect(answers.map(({ isSettled }) => isSettled)).toEqual([false, false, false]);
    journal.latest.settle();
    await quiet();
    expect(answers.map(({ isSettled }) => isSettled)).toEqual([true, true, true]);
  });

  it('that only reads needs no append, but sees only what is durable', async () => {
    const { ask, journal } = rigFor(trailOf([['a']]));
    const before = await ask('status', { status_fields: ['state'] });
    expect(before.result).toEqual([{ state: 'Ready' }]);
    expect(journal.appends).toEqual([]);
    void ask('start');
    await quiet();
    const during = watch(ask('status', { status_fields: ['state'] }));
    await quiet();
    expect(during.isSettled).toBe(false);
    journal.latest.settle();
    await quiet();
    expect(during.value?.result).toEqual([{ state: 'Running' }]);
    expect(journal.appends).toHaveLength(1);
  });

  it('that was refused is not recorded, and changes nothing', async () => {
    const { ask, journal, trail } = rigFor(trailOf([['a']]));
    expect(errorOf(await ask('pause', { tags: 'x' })).code).toBe('AUTOTRAIL_BAD_FIELD');
    expect(errorOf(await ask('constructor')).code).toBe('AUTOTRAIL_UNKNOWN_CALL');
    expect(errorOf(await ask('reply', { prompt_id: '0.1.1', value: 1 })).code).toBe('AUTOTRAIL_UNKNOWN_PROMPT');
    expect([journal.appends, trail.revision]).toEqual([[], 0]);
  });

  it('is recorded with the time of the clock', async () => {
    const rig = rigFor(trailOf([['a']]), { clock: new ManualClock(86_400_000) });
    void rig.ask('pause');
    await settleAll(rig);
    expect(rig.journal.latest.records[0]?.at).toBe(86_400_000);
  });
});

describe('an effect', () => {
  it('is dropped if its attempt was interrupted before it was carried out, and the trail hears that it is gone', async () => {
    useSlicesOfOne();
    const rig = rigFor(trailOf([['a'], ['b'], ['c']]));
    const { ask, executor, trail } = rig;
    const interrupted: Promise<unknown>[] = [];
    const start = executor.start.bind(executor);
    executor.start = (task, report) => {
      start(task, report);
      if (task.n === 0) interrupted.push(ask('interrupt', { tags: { name: 'c' } }));
    };
    void ask('start');
    await settleAll(rig);
    expect(await Promise.all(interrupted)).toMatchObject([{ result: { affected: [{ n: 2 }], refused: [] } }]);
    expect(executor.asked).toEqual(['start 0.1', 'start 1.1', 'end 2.1 operator']);
    expect(trail.record(2)).toMatchObject({ state: 'Interrupted', ending: null });
    void ask('resume', { tags: { name: 'c' } });
    await settleAll(rig);
    expect(executor.asked.at(-1)).toBe('start 2.2');
    expect(trail.record(2)).toMatchObject({ state: 'Running', cause: null, attempt: 2 });
  });

  it('is carried out once, in the order in which it was decided', async () => {
    useSlicesOfOne();
    const rig = rigFor(trailOf([['a'], ['b']]));
    void rig.ask('start');
    void rig.ask('send_message_to_steps', { message: 1 });
    void rig.ask('interrupt');
    await settleAll(rig);
    const expected = ['start', 'message', 'end'].flatMap((type) => [0, 1].map((n) => `${type} ${n}.1`));
    expect(rig.executor.asked.map((asked) => asked.replace(' operator', ''))).toEqual(expected);
  });
});

describe('a trail', () => {
  it('runs to its end on its own parts: this process, no journal, the time of this computer', async () => {
    const begin = Date.now();
    const transport = new MemoryTransport();
    const trail = trailOf([
      ['a', 'b'],
      ['a', 'c'],
    ]);
    const manager = trailManager(trail, { transports: [transport], name: 'release', run: 'r1' });
    await manager.start();
    const client = await transport.connect();
    expect(client.hello).toEqual({ trail: 'release', run: 'r1', revision: 0, trouble: null });
    await client.request('start');
    expect(await manager.finished).toEqual({ outcome: 'finished' });
    const states = resultOf<readonly JsonObject[]>(await client.request('status', { status_fields: ['state', 'since'] }));
    expect(states.map(({ state }) => state)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    expect(Date.parse(String(states[0]?.since))).toBeGreaterThanOrEqual(begin);
    await client.request('shutdown');
    await manager.closed;
  });

  it('can be asked on every wire, and speaks each one', async () => {
    const { manager } = rigFor(trailOf([['a']]));
    const ask = (wire: 1 | 2) =>
      manager.handle({ wire, message: { name: 'pause', tags: {}, dry_run: true }, peer: new HandPeer() });
    expect((await ask(1)).result).toEqual([{ n: 0, name: 'a' }]);
    expect((await ask(2)).result).toEqual({ affected: [{ n: 0, name: 'a' }], refused: [], revision: 0 });
  });

  it('knows the calls it was given, and no others', async () => {
    const echo = {
      validators: {},
      steps: () => [],
      predicate: () => false,
      handlers: [],
      postProcessor: () => ({ result: 'echo', error: null, keepServing: true }),
    };
    const { ask } = rigFor(trailOf([['a']]), { definitions: { echo } });
    expect((await ask('echo')).result).toBe('echo');
    expect(errorOf(await ask('start')).code).toBe('AUTOTRAIL_UNKNOWN_CALL');
  });

  it('is finished for good: a shutdown afterwards does not make it less so', async () => {
    const rig = rigFor(trailOf([['a']]));
    void rig.ask('start');
    await settleAll(rig);
    rig.executor.report('0.1').ended({ ok: false, error: { message: 'bad' } });
    await settleAll(rig);
    const finished = watch(rig.manager.finished);
    void rig.ask('skip');
    await settleAll(rig);
    expect(finished.value).toEqual({ outcome: 'finished' });
    void rig.ask('shutdown');
    await settleAll(rig);
    await rig.manager.closed;
    expect(await rig.manager.finished).toEqual({ outcome: 'finished' });
  });

  it('ignores an end that its executor reports twice, and one of an attempt that is over', async () => {
    const rig = rigFor(trailOf([['a', 'b']]));
    void rig.ask('start');
    await settleAll(rig);
    const report = rig.executor.report('0.1');
    report.ended(success('first'));
    report.ended({ ok: false, error: { message: 'second' } });
    await settleAll(rig);
    expect(rig.trail.record(0)).toMatchObject({ state: 'Succeeded', returnValue: 'first' });
    expect(rig.trail.revision).toBe(2);
  });
});

describe('starting', () => {
  it('opens the transports in order, and closes those that are open if one cannot be', async () => {
    const [first, second] = [new NotedTransport(), new NotedTransport()];
    second.listen = () => Promise.reject(new Error('in use'));
    const { manager } = rigFor(trailOf([['a']]), { transports: [first, second] });
    await expect(manager.start()).rejects.toThrow('in use');
    expect([first.notes, second.notes]).toEqual([['listen', 'close'], []]);
  });

  it('tells why it failed, though closing what was open fails too', async () => {
    const [first, second] = [new NotedTransport(), new NotedTransport()];
    first.close = () => Promise.reject(new Error('cannot close'));
    second.listen = () => Promise.reject(new Error('in use'));
    const { manager } = rigFor(trailOf([['a']]), { transports: [first, second] });
    await expect(manager.start()).rejects.toThrow('in use');
  });

  it('can be tried again after it failed', async () => {
    const transport = new MemoryTransport();
    await transport.listen({ hello: () => ({}), handle: () => Promise.reject(new Error('not asked')) });
    const { manager, journal } = rigFor(trailOf([['a']]), { transports: [transport], executor: new HandExecutor() });
    expect(await codeOf(manager.start())).toBe('AUTOTRAIL_TRANSPORT_IN_USE');
    await transport.close();
    await manager.start();
    expect((await transport.connect()).hello).toMatchObject({ trail: 'trail', revision: 0 });
    expect([journal.created.length, journal.appends]).toEqual([1, []]);
  });

  it('takes in what a client asks before the last transport is open when it is, and leaves nothing open if that ends it', async () => {
    const [first, second] = [new NotedTransport(), new NotedTransport()];
    const rig = rigFor(trailOf([['a']]), { transports: [first, second] });
    second.listen = async () => {
      second.notes.push('listen');
      void first.server?.handle({ wire: 2, message: { name: 'shutdown' }, peer: rig.peer });
      await settleAll(rig);
      expect(rig.trail.isShuttingDown).toBe(false);
    };
    await rig.manager.start();
    await settleAll(rig);
    await rig.manager.closed;
    expect(await codeOf(rig.manager.start())).toBe('AUTOTRAIL_SERVER_ENDING');
    expect([first.notes.at(-1), second.notes.at(-1)]).toEqual(['close', 'close']);
  });
});
