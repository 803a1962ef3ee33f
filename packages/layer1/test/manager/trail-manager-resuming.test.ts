import { defineErrors, type JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { trailManager } from '../../src/manager/trail-manager.js';
import { restoreTrail } from '../../src/memory/restoration.js';
import { ManualClock } from '../../src/ports/clock.js';
import type { AttemptTask } from '../../src/ports/executor.js';
import { type JournalRecord, MemoryJournal } from '../../src/ports/journal.js';
import { HandExecutor, NotedTransport, success } from '../support/manager-ports.js';
import { codeOf, quiet, resultOf } from '../support/manager-rig.js';
import { MemoryOutputs, openOwner, ownerOf, readAll } from '../support/owners.js';
import { KEPT, LEFT_BEHIND, LOST, PROCESS } from '../support/resuming.js';
import { type OptionsByName, trailOf } from '../support/trails.js';

const GRAPH = [['a', 'b'], ['c']] as const;
const refusing = defineErrors({ AUTOTRAIL_JOURNAL_REFUSED: { sentence: 'The disk is full.', cure: 'Make room.' } });
const DAY_MS = 24 * 60 * 60 * 1_000;

/** What an owner leaves behind under whom `a` and `c` run. */
async function lostWhileRunning(options: OptionsByName = {}) {
  const first = await openOwner(trailOf(GRAPH, options));
  await first.ask('start');
  return first.records();
}

/** An executor that finds something of attempts of owners before. */
function finding(fateOf: HandExecutor['fateOf']): HandExecutor {
  const executor = new HandExecutor();
  executor.fateOf = fateOf;
  return executor;
}

describe('a fresh journal', () => {
  it('begins with what the trail is, at revision 0 and once, before anything is listened to', async () => {
    const transport = new NotedTransport();
    const owner = ownerOf(trailOf([['a', 'b']]), [], { transports: [transport] });
    const sizes: number[] = [];
    const listen = transport.listen.bind(transport);
    transport.listen = async (server) => {
      sizes.push((await owner.records()).length);
      return listen(server);
    };
    await owner.manager.start();
    await owner.ask('pause');
    expect(sizes).toEqual([1]);
    const [created, paused, ...others] = await owner.records();
    expect(created).toEqual({
      revision: 0,
      epoch: 1,
      at: 1_000,
      event: {
        type: 'created',
        format: 1,
        trail: 'release',
        run: 'r1',
        definition: {
          steps: ['a', 'b'].map((name) => ({
            tags: { name, kind: `kind of ${name}` },
            policy: { pauseOnFail: true, skipProgenyOnFailure: false, graceMs: 10_000, idempotent: false },
          })),
          edges: [[0, 1]],
        },
      },
      changes: [],
    });
    expect([paused?.revision, others]).toEqual([1, []]);
  });
});

describe('a journal that is not empty', () => {
  it('is taken up: it is noted what has become of what ran, under an epoch of its own', async () => {
    const before = await lostWhileRunning();
    const { trail, manager, executor, records } = await openOwner(trailOf(GRAPH), before, { run: 'another' });
    const after = await records();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length)).toMatchObject([
      {
        revision: 2,
        epoch: 2,
        event: {
          type: 'resumed',
          attempts: [
            { n: 0, attempt: 1, fate: 'lost' },
            { n: 1, attempt: 1, fate: 'lost' },
          ],
          transformed: [],
          policies: [],
        },
      },
    ]);
    expect(trail.record(0)).toMatchObject({ state: 'Interrupted', cause: 'server lost', attempt: 1, ending: null });
    expect(manager.hello()).toEqual({ trail: 'release', run: 'r1', revision: 2, trouble: null });
    expect(executor.asked.filter((asked) => asked.startsWith('start'))).toEqual([]);
  });

  it('is told to those who subscribe only as far as they ask: what was before they read', async () => {
    const owner = await openOwner(trailOf(GRAPH), await lostWhileRunning());
    expect((await owner.ask('subscribe')).result).toEqual({ subscription: 'events', revision: 2 });
    expect(owner.peer.pushed).toEqual([]);
    const page = resultOf<JsonObject>(await owner.ask('history'));
    expect(page).toEqual({ records: JSON.parse(JSON.stringify(await owner.records())), next: null });
  });

  it('runs an idempotent step again, as attempt 2 with a key of its own, after that is durable', async () => {
    const tasks: AttemptTask[] = [];
    const executor = new HandExecutor((task) => tasks.push(task));
    const before = await lostWhileRunning({ a: { idempotent: true } });
    const folder = ({ n, attempt }: { readonly n: number; readonly attempt: number }): string => `/state/${n}.${attempt}`;
    const parts = { executor, attemptFolder: folder };
    const { trail } = await openOwner(trailOf(GRAPH, { a: { idempotent: true } }), before, parts);
    expect(trail.record(0)).toMatchObject({ state: 'Running', attempt: 2 });
    expect(executor.asked.slice(-1)).toEqual(['start 0.2']);
    expect(tasks).toMatchObject([{ n: 0, attempt: 2, key: 'release/r1/0.2', folder: '/state/0.2' }]);
  });

  it('of another definition is refused, and left as it is; nothing is listened to (invariant 9)', async () => {
    const before = await lostWhileRunning();
    const transport = new NotedTransport();
    const owner = ownerOf(trailOf([['a', 'b']]), before, { transports: [transport] });
    expect(await codeOf(owner.manager.start())).toBe('AUTOTRAIL_DEFINITION_CHANGED');
    expect(await owner.records()).toEqual(before);
    expect([transport.notes, owner.executor.asked]).toEqual([[], []]);
  });

  it('that was read already is not read again', async () => {
    const trail = trailOf(GRAPH);
    const restored = await restoreTrail(trail, new MemoryJournal(await lostWhileRunning()));
    const owner = ownerOf(trail, await lostWhileRunning(), { restored, transports: [] });
    owner.memory.read = () => {
      throw new Error('It is read again.');
    };
    await owner.manager.start();
    await quiet();
    expect(owner.trail.record(0).state).toBe('Interrupted');
  });

  it('is taken up by a start that is tried again, after the journal refused to keep that it was', async () => {
    let isFull = true;
    class Full extends MemoryJournal {
      override append(records: readonly JournalRecord[]): void {
        if (isFull) throw refusing('AUTOTRAIL_JOURNAL_REFUSED', {});
        super.append(records);
      }
    }
    const before = await lostWhileRunning();
    const trail = trailOf(GRAPH);
    const manager = trailManager(trail, { name: 'release', journal: new Full(before), executor: new HandExecutor() });
    expect(await codeOf(manager.start())).toBe('AUTOTRAIL_JOURNAL_REFUSED');
    isFull = false;
    await manager.start();
    expect([trail.revision, trail.record(0).state]).toEqual([before.length, 'Interrupted']);
    await manager.shutdown();
  });

  it('of a finished trail is finished at once, and of one that was shut down goes on', async () => {
    const first = await openOwner(trailOf([['a']]));
    await first.ask('start');
    void first.ask('shutdown');
    await quiet();
    first.executor.succeed('0.1');
    await first.manager.closed;
    const second = await openOwner(trailOf([['a']]), await first.records());
    expect([second.trail.isShuttingDown, second.trail.record(0)]).toMatchObject([false, { cause: 'shutdown' }]);
    await second.ask('resume');
    second.executor.succeed('0.2');
    await quiet();
    const third = await openOwner(trailOf([['a']]), await second.records());
    expect(await third.manager.finished).toEqual({ outcome: 'finished' });
    expect((await third.records()).map(({ epoch }) => epoch).at(-1)).toBe(3);
  });
});

describe('an attempt of the owner before', () => {
  it('that goes on is heard from its beginning, asked, answered, and ends as if nothing had happened', async () => {
    const outputs = new MemoryOutputs();
    const first = await openOwner(trailOf(GRAPH), [], { outputs });
    await first.ask('start');
    first.executor.report('0.1').output('one');
    first.executor.report('1.1').output('of c');
    first.executor.report('0.1').prompt('0.1.1', 'Which?', {});
    await quiet();
    const executor = finding(({ n }, report) => {
      if (n !== 0) return LOST;
      report.output('one');
      report.output('two');
      return KEPT;
    });
    const second = await openOwner(trailOf(GRAPH), await first.records(), { executor, outputs });
    expect(executor.asked).toEqual(['recover 0.1', 'recover 1.1', 'end 1.1 server lost']);
    expect(second.trail.record(0)).toMatchObject({ state: 'Running', attempt: 1, prompts: [{ status: 'open' }] });
    expect(second.trail.outputOf(0)?.all()).toEqual(['one', 'two']);
    expect(second.trail.outputOf(1)?.all()).toEqual(['of c']);
    expect(outputs.notes.slice(-4)).toEqual(['forget 0.1', 'flush', 'write 0.1', 'write 0.1']);
    await second.ask('reply', { prompt_id: '0.1.1', value: 'this' });
    expect(executor.deliveries).toEqual([{ type: 'reply', promptId: '0.1.1', value: 'this' }]);
    executor.succeed('0.1', 'done');
    await quiet();
    expect([second.trail.record(0).state, second.trail.record(2).state]).toEqual(['Succeeded', 'Running']);
  });

  it('that has ended meanwhile is heard to have ended after it was noted that it was found', async () => {
    const executor = finding((_, report) => {
      report.ended(success('meanwhile'));
      return KEPT;
    });
    const owner = await openOwner(trailOf(GRAPH), await lostWhileRunning(), { executor });
    const types = (await owner.records()).map(({ event }) => event.type);
    expect(types).toEqual(['created', 'command', 'resumed', 'ended', 'ended']);
    expect(owner.trail.record(0)).toMatchObject({ state: 'Succeeded', returnValue: 'meanwhile' });
    expect(executor.asked.at(-1)).toBe('start 2.1');
  });

  it('that left processes behind is ended, listed, and waited for', async () => {
    const executor = finding(({ n }) => (n === 0 ? LEFT_BEHIND : LOST));
    const owner = await openOwner(trailOf(GRAPH), await lostWhileRunning(), { executor });
    expect(executor.asked).toContain('end 0.1 server lost');
    const shown = await owner.ask('status', { tags: { n: 0 }, status_fields: ['state', 'cause', 'survivors'] });
    expect(shown.result).toEqual([{ state: 'Interrupted', cause: 'server lost', survivors: [PROCESS] }]);
    await owner.ask('resume', { tags: { n: 0 } });
    expect(owner.trail.record(0)).toMatchObject({ state: 'Waiting', cause: 'previous attempt ending' });
    executor.report('0.1').survivors([]);
    executor.report('0.1').ended(success());
    await quiet();
    expect(owner.trail.record(0)).toMatchObject({ state: 'Running', attempt: 2, survivors: [] });
  });

  it('that was over is looked for where something was left of it: what is found is listed and left alone', async () => {
    const first = await openOwner(trailOf(GRAPH));
    await first.ask('start');
    for (const key of ['0.1', '1.1']) {
      first.executor.report(key).survivors([PROCESS]);
      first.executor.succeed(key);
    }
    await quiet();
    const other = { ...PROCESS, pid: 4_712 };
    const executor = finding(({ n, isOver }) => {
      if (!isOver || n !== 0) return LOST;
      return { fate: 'left behind', processes: [other] };
    });
    const { trail, records } = await openOwner(trailOf(GRAPH), await first.records(), { executor });
    expect(executor.asked.toSorted()).toEqual(['end 2.1 server lost', 'recover 0.1', 'recover 1.1', 'recover 2.1']);
    expect([trail.record(0), trail.record(1)]).toMatchObject([
      { state: 'Succeeded', survivors: [{ ...other, attempt: 1 }] },
      { state: 'Succeeded', survivors: [] },
    ]);
    executor.report('0.1').survivors([]);
    await quiet();
    expect([trail.record(0).survivors, (await records()).filter(({ event }) => event.type === 'survivors')]).toMatchObject([
      [],
      [{}, {}, {}, {}, {}],
    ]);
  });

  it('that was over goes on being shown with what it left where nobody can look for that, or know it again (invariant 19)', async () => {
    const first = await openOwner(trailOf(GRAPH));
    await first.ask('start');
    const nameless = { ...PROCESS, startTime: null };
    first.executor.report('0.1').survivors([nameless]);
    first.executor.succeed('0.1');
    await quiet();
    const before = await first.records();
    const blind = Object.assign(new HandExecutor(), { recover: undefined }) as unknown as HandExecutor;
    for (const executor of [blind, finding(() => LOST)]) {
      const { trail } = await openOwner(trailOf(GRAPH), before, { executor });
      expect(trail.record(0)).toMatchObject({ state: 'Succeeded', survivors: [nameless] });
    }
  });

  it('that was given up is looked for, and what it left is shown (invariant 19)', async () => {
    const first = await openOwner(trailOf(GRAPH));
    await first.ask('start');
    await first.ask('interrupt', { tags: { n: 0 } });
    first.clock.advance(10_000);
    await quiet();
    const executor = finding(({ isOver }) => (isOver ? LEFT_BEHIND : LOST));
    const { trail } = await openOwner(trailOf(GRAPH), await first.records(), { executor });
    expect(trail.record(0)).toMatchObject({ state: 'Interrupted', cause: 'operator', abandoned: 1, survivors: [PROCESS] });
    expect(executor.asked).toEqual(['recover 1.1', 'recover 0.1', 'end 1.1 server lost']);
  });

  it('is lost under an executor that cannot look for it', async () => {
    const executor = Object.assign(new HandExecutor(), { recover: undefined });
    const owner = await openOwner(trailOf(GRAPH), await lostWhileRunning(), { executor: executor as unknown as HandExecutor });
    expect(owner.trail.record(0)).toMatchObject({ state: 'Interrupted', cause: 'server lost' });
  });
});

describe('time', () => {
  it('goes on: a prompt of an attempt that goes on times out when it would have, also after 40 days (invariant 24)', async () => {
    const first = await openOwner(trailOf([['a']]), [], { clock: new ManualClock(5_000) });
    await first.ask('start');
    first.executor.report('0.1').prompt('0.1.1', 'Which?', { timeoutMs: 40 * DAY_MS });
    await quiet();
    let records = await first.records();
    for (const days of [26, 39]) {
      const clock = new ManualClock(5_000 + days * DAY_MS);
      const next = await openOwner(trailOf([['a']]), records, { clock, executor: finding(() => KEPT) });
      expect(clock.nextAt).toBe(5_000 + 40 * DAY_MS);
      records = await next.records();
    }
    const clock = new ManualClock(5_000 + 40 * DAY_MS - 1);
    const executor = finding(() => KEPT);
    const last = await openOwner(trailOf([['a']]), records, { clock, executor });
    await quiet();
    expect(last.trail.needsInput).toBe(true);
    clock.advance(1);
    await quiet();
    expect([last.trail.needsInput, last.trail.record(0).prompts[0]?.status]).toEqual([false, 'timed out']);
    expect(executor.asked.at(-1)).toBe('timeout 0.1');
  });

  it('that has run out meanwhile is noticed at once', async () => {
    const first = await openOwner(trailOf([['a']]));
    await first.ask('start');
    first.executor.report('0.1').prompt('0.1.1', 'Which?', { timeoutMs: 500 });
    await quiet();
    const clock = new ManualClock(9_000);
    const last = await openOwner(trailOf([['a']]), await first.records(), { clock, executor: finding(() => KEPT) });
    clock.advance(0);
    await quiet();
    expect(last.trail.record(0).prompts[0]?.status).toBe('timed out');
  });

  it('has every attempt that is being ended given up after its grace, which begins anew', async () => {
    const clock = new ManualClock(50_000);
    const executor = finding(() => LEFT_BEHIND);
    const owner = await openOwner(trailOf(GRAPH), await lostWhileRunning(), { clock, executor });
    expect(clock.nextAt).toBe(60_000);
    clock.advance(10_000);
    await quiet();
    expect(owner.trail.record(0)).toMatchObject({ ending: null, abandoned: 1, survivors: [PROCESS] });
  });
});

describe('the context', () => {
  it('goes on as the last attempt left it, for actions and for the author', async () => {
    const given = { count: 0 };
    const first = await openOwner(trailOf(GRAPH), [], { context: given });
    expect(first.manager.context).toBe(given);
    await first.ask('start');
    given.count = 7;
    first.executor.succeed('1.1');
    await quiet();
    const tasks: AttemptTask[] = [];
    const executor = new HandExecutor((task) => tasks.push(task));
    const second = await openOwner(trailOf(GRAPH), await first.records(), { context: { count: 0 }, executor });
    expect(second.manager.context).toEqual({ count: 7 });
    await second.ask('resume');
    expect(tasks[0]?.context).toBe(second.manager.context);
    executor.succeed('0.2');
    await quiet();
    const ended = (await second.records()).filter(({ event }) => event.type === 'ended');
    expect(ended.map(({ event }) => 'context' in event && event.context)).toEqual([{ count: 7 }, false]);
  });

  it('that its codec cannot write fails the step that ends, and the server goes on', async () => {
    const context = { at: null as Date | null };
    const contextCodec = { encode: () => ({ at: context.at }) as never, decode: () => context };
    const owner = await openOwner(trailOf(GRAPH), [], { context, contextCodec });
    await owner.ask('start');
    context.at = new Date(0);
    owner.executor.succeed('1.1', 'done');
    await quiet();
    expect(owner.trail.record(1)).toMatchObject({ state: 'Paused due to failure' });
    expect(String(owner.trail.record(1).returnValue)).toContain('got a Date at $.at');
    expect((await owner.ask('status')).error).toBeNull();
  });
});

describe('a state transformation', () => {
  it('puts steps into other states when the trail is taken up, and says so', async () => {
    const parts = { stateTransformation: { Running: 'To Skip' } } as const;
    const owner = await openOwner(trailOf(GRAPH), await lostWhileRunning(), parts);
    expect(owner.trail.steps.map(({ n }) => owner.trail.record(n).state)).toEqual(['Skipped', 'Skipped', 'Running']);
    expect((await owner.records()).at(-1)?.event).toMatchObject({ transformed: [{ to: 'To Skip', steps: [0, 1] }] });
    expect(owner.executor.asked.at(-1)).toBe('start 2.1');
  });

  it('that cannot be done is refused before the journal is touched', async () => {
    const before = await lostWhileRunning();
    const stateTransformation = { Running: 'Succeeded' } as never;
    const owner = ownerOf(trailOf(GRAPH), before, { stateTransformation, transports: [] });
    expect(await codeOf(owner.manager.start())).toBe('AUTOTRAIL_BAD_OPTION');
    expect(await readAll(owner.memory)).toEqual(before);
  });
});
