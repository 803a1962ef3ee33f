import { describe, expect, it } from 'vitest';
import type { ApiCallDefinition } from '../../src/api/api-call-definition.js';
import { API_CALL_DEFINITIONS } from '../../src/api/definitions.js';
import { MemoryTransport } from '../../src/ports/memory-transport.js';
import { NotedTransport } from '../support/manager-ports.js';
import { errorOf, quiet, resultOf, rigFor, settleAll, useSlicesOfOne, watch } from '../support/manager-rig.js';
import { trailOf } from '../support/trails.js';

/** A trail with two steps running, and a client on a transport. */
async function running() {
  const transport = new MemoryTransport();
  const rig = rigFor(trailOf([['a', 'after'], ['b']]), { transports: [transport] });
  await rig.manager.start();
  const client = await transport.connect();
  void rig.ask('start');
  await settleAll(rig);
  return { ...rig, transport, client, rig };
}

describe('shutdown', () => {
  it('is answered when it is durable; what runs is ended, and the server closes when the last attempt is gone', async () => {
    const { client, rig, manager, executor, journal } = await running();
    const [finished, closed] = [watch(manager.finished), watch(manager.closed)];
    const answer = watch(client.request('shutdown'));
    await quiet();
    expect([answer.isSettled, executor.asked.length]).toEqual([false, 2]);
    journal.latest.settle();
    await quiet();
    expect(answer.value).toEqual({ name: 'shutdown', result: true, error: null });
    expect(executor.asked.slice(2)).toEqual(['end 0.1 shutdown', 'end 1.1 shutdown']);
    executor.succeed('0.1');
    await settleAll(rig);
    expect([finished.isSettled, closed.isSettled, executor.asked.includes('close')]).toEqual([false, false, false]);
    executor.succeed('1.1');
    await settleAll(rig);
    await client.closed;
    expect([finished.value, closed.isSettled]).toEqual([{ outcome: 'shutdown' }, true]);
    expect(executor.asked.slice(4)).toEqual(['close']);
    expect(journal.isClosed).toBe(true);
  });

  it('gives up what will not end after its grace, by the clock', async () => {
    const { client, rig, manager, clock, executor } = await running();
    const closed = watch(manager.closed);
    void client.request('shutdown');
    await settleAll(rig);
    executor.succeed('1.1');
    clock.advance(9_999);
    await settleAll(rig);
    expect(closed.isSettled).toBe(false);
    clock.advance(1);
    await settleAll(rig);
    expect(closed.isSettled).toBe(true);
    expect(clock.nextAt).toBeNull();
  });

  it('in the meantime answers what is asked, and starts nothing', async () => {
    const { client, rig, executor, trail } = await running();
    void client.request('shutdown');
    await settleAll(rig);
    const states = await client.request('status', { status_fields: ['state', 'cause'] });
    expect(states.result).toEqual([
      { state: 'Interrupted', cause: 'shutdown' },
      { state: 'Interrupted', cause: 'shutdown' },
      { state: 'Waiting', cause: null },
    ]);
    const resumed = watch(client.request('resume'));
    await settleAll(rig);
    expect(resumed.value?.result).toMatchObject({ affected: [{ name: 'a' }, { name: 'b' }] });
    executor.succeed('0.1');
    await settleAll(rig);
    expect(trail.record(0)).toMatchObject({ state: 'Waiting', ending: null });
    expect(executor.asked.filter((asked) => asked.startsWith('start'))).toHaveLength(2);
    executor.succeed('1.1');
    await settleAll(rig);
    await rig.manager.closed;
  });

  it('may be asked for twice', async () => {
    const { rig, ask, executor, manager } = await running();
    const answers = [ask('shutdown'), ask('shutdown')].map(watch);
    await settleAll(rig);
    expect(answers.map(({ value }) => value?.result)).toEqual([true, true]);
    expect(executor.asked).toHaveLength(4);
    for (const attempt of ['0.1', '1.1']) executor.succeed(attempt);
    await settleAll(rig);
    await manager.closed;
  });

  it('is followed by nothing: what is asked later is refused, what is said later is not heard', async () => {
    const { rig, ask, executor, manager, trail, journal, clock } = await running();
    const late = watch(ask('wait', { until: 'failed' }));
    void ask('shutdown');
    await settleAll(rig);
    clock.advance(10_000);
    await settleAll(rig);
    await manager.closed;
    expect(late.value?.result).toMatchObject({ outcome: 'shutdown' });
    const { revision } = trail;
    const appends = journal.appends.length;
    executor.report('0.1').prompt('0.1.1', 'late?', {});
    executor.succeed('0.1');
    expect(errorOf(await ask('status'))).toEqual({
      code: 'AUTOTRAIL_SERVER_ENDING',
      message: 'The server is shutting down.',
      hint: 'Start the trail again to go on.',
    });
    await quiet();
    expect([trail.revision, journal.appends.length]).toEqual([revision, appends]);
  });

  it('does not take in what arrived together with the last thing it waited for', async () => {
    const { rig, ask, executor, clock, manager, trail, journal } = await running();
    void ask('shutdown');
    await settleAll(rig);
    useSlicesOfOne();
    executor.succeed('1.1');
    clock.advance(10_000);
    executor.succeed('0.1');
    await settleAll(rig);
    await manager.closed;
    expect(journal.latest.records).toMatchObject([{ event: { type: 'timer' }, revision: trail.revision }]);
  });

  it('of a trail that nobody started closes at once', async () => {
    const rig = rigFor(trailOf([['a']]));
    void rig.ask('shutdown');
    await settleAll(rig);
    await rig.manager.closed;
    expect(await rig.manager.finished).toEqual({ outcome: 'shutdown' });
    expect(rig.executor.asked).toEqual(['close']);
    expect(rig.journal.appends.flatMap(({ records }) => records)).toMatchObject([{ event: { type: 'shutdown' } }]);
  });

  it('lets no attempt start whose start was decided just before', async () => {
    const rig = rigFor(trailOf([['a'], ['b']]));
    void rig.ask('start');
    void rig.ask('shutdown');
    await settleAll(rig);
    await rig.manager.closed;
    expect(rig.executor.asked).toEqual(['end 0.1 shutdown', 'end 1.1 shutdown', 'close']);
    expect(rig.trail.record(0)).toMatchObject({ state: 'Interrupted', cause: 'shutdown', ending: null });
  });

  it('of a server that was never started, or could not be, frees what it holds', async () => {
    const never = rigFor(trailOf([['a']]), { transports: [] });
    await never.manager.shutdown();
    expect([never.journal.isClosed, never.executor.asked]).toEqual([true, ['close']]);
    const transport = new NotedTransport();
    transport.listen = () => Promise.reject(new Error('in use'));
    const failed = rigFor(trailOf([['a']]), { transports: [transport] });
    await expect(failed.manager.start()).rejects.toThrow('in use');
    await failed.manager.shutdown();
    expect(failed.journal.isClosed).toBe(true);
    expect(await failed.manager.finished).toEqual({ outcome: 'shutdown' });
  });

  it('as a dry run changes nothing', async () => {
    const { ask, trail, executor } = await running();
    const { revision } = trail;
    expect(resultOf(await ask('shutdown', { dry_run: true }))).toBe(false);
    expect([trail.revision, executor.asked.length]).toEqual([revision, 2]);
  });

  it('refuses what is held back for something that will not come any more', async () => {
    const never: ApiCallDefinition = { ...(API_CALL_DEFINITIONS.wait as ApiCallDefinition), until: () => false };
    const rig = rigFor(trailOf([['a']]), { definitions: { ...API_CALL_DEFINITIONS, never } });
    const heldBack = watch(rig.ask('never'));
    void rig.ask('shutdown');
    await settleAll(rig);
    await rig.manager.closed;
    expect(heldBack.value?.error?.code).toBe('AUTOTRAIL_SERVER_ENDING');
  });

  it('is also what a call does that answers to stop serving, whether or not it says so to the trail', async () => {
    const goodbye: ApiCallDefinition = {
      validators: {},
      steps: () => [],
      predicate: () => false,
      handlers: [],
      postProcessor: () => ({ result: 'goodbye', error: null, keepServing: false }),
    };
    const rig = rigFor(trailOf([['a']]), { definitions: { ...API_CALL_DEFINITIONS, goodbye } });
    void rig.ask('start');
    const answer = watch(rig.ask('goodbye'));
    await settleAll(rig);
    await rig.manager.closed;
    expect(answer.value?.result).toBe('goodbye');
    const events = rig.journal.appends.flatMap(({ records }) => records.map(({ event }) => event.type));
    expect(events).toEqual(['command', 'shutdown', 'ended']);
  });
});
