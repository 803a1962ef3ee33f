import { defineErrors, type JsonObject, type JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Deferred } from '../../src/deferred.js';
import { trailManager } from '../../src/manager/trail-manager.js';
import { type JournalRecord, MemoryJournal } from '../../src/ports/journal.js';
import type { StepOptions } from '../../src/step.js';
import { HandPeer, success } from '../support/manager-ports.js';
import { codeOf, errorOf, quiet, type Rig, resultOf, rigFor, useSlicesOfOne } from '../support/manager-rig.js';
import { openOwner, readAll } from '../support/owners.js';
import { trailOf } from '../support/trails.js';

const refusing = defineErrors({ AUTOTRAIL_JOURNAL_REFUSED: { sentence: 'The disk is full.', cure: 'Make room.' } });

/** A journal whose appends are durable, or refused, when the test says so. */
class SlowJournal extends MemoryJournal {
  #underWay: { readonly records: readonly JournalRecord[]; readonly done: Deferred<void> } | undefined;

  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  override append(records: readonly JournalRecord[]): Promise<void> {
    if (records[0]?.event.type === 'created' || records[0]?.event.type === 'resumed') {
      super.append(records);
      return Promise.resolve();
    }
    this.#underWay = { records, done: new Deferred() };
    return this.#underWay.done.promise;
  }

  settle(): void {
    const { records, done } = this.#take();
    super.append(structuredClone(records));
    done.resolve();
  }

  refuse(): void {
    this.#take().done.reject(refusing('AUTOTRAIL_JOURNAL_REFUSED', {}));
  }

  #take() {
    const underWay = this.#underWay ?? expect.fail('No append is under way.');
    this.#underWay = undefined;
    return underWay;
  }
}

interface Owned extends Rig {
  readonly slow: SlowJournal;
  readonly context: Record<string, unknown>;
  /** The attempts that have ended, whether the trail knows of it or not. */
  readonly over: Set<string>;
}

const STEPS = ['a', 'b', 'c', 'd', 'e', 'f'];
const AGAIN: StepOptions = { idempotent: true, pauseOnFail: false };
const GIVEN = { x: 0, y: { z: 0 } };

/** An owner of the trail, who goes on where the records of those before end. */
async function owning(before: readonly JournalRecord[], given: JsonObject = structuredClone(GIVEN)): Promise<Owned> {
  const options = Object.fromEntries(STEPS.map((name) => [name, AGAIN]));
  const slow = new SlowJournal(structuredClone(before));
  const trail = trailOf(
    STEPS.map((name): [string] => [name]),
    options,
  );
  const rig = rigFor(trail, { journal: slow, context: given, contextAccess: 'set' });
  await quiet();
  return { ...rig, slow, context: rig.manager.context as Record<string, unknown>, over: new Set() };
}

/** Makes everything durable that has happened, and all that follows from it. */
async function settle({ slow, clock }: Owned): Promise<void> {
  // News that a journal refused waits for its second try.
  clock.advance(1_000);
  for (await quiet(); slow.isUnderWay; await quiet()) slow.settle();
}

const keys = fc.constantFrom('x', 'y', 'y.z', 'y.z.w', 'n', 'n.o');
const values: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.integer({ min: 1, max: 9 }),
  fc.record({ z: fc.integer({ min: 1, max: 9 }) }),
  fc.constant({}),
);

type Operation =
  | { readonly type: 'set'; readonly key: string; readonly value: JsonValue }
  | { readonly type: 'attempt'; readonly place: number; readonly key: string; readonly value: JsonValue }
  | { readonly type: 'quiet' | 'settle' | 'refuse' | 'check' | 'crash' };

const operations: fc.Arbitrary<readonly Operation[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: fc.constant('set' as const), key: keys, value: values }) },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('attempt' as const),
        place: fc.nat(),
        key: fc.constantFrom('x', 'y', 'n'),
        value: values,
      }),
    },
    {
      weight: 7,
      arbitrary: fc.record({ type: fc.constantFrom('quiet', 'settle', 'settle', 'refuse', 'check', 'crash' as const) }),
    },
  ),
  { maxLength: 30 },
) as never;

/** The context of whoever goes on with a journal. */
async function contextAfter(slow: SlowJournal): Promise<unknown> {
  const next = await owning(await readAll(slow));
  return next.context;
}

async function check(owner: Owned): Promise<void> {
  await settle(owner);
  expect(await contextAfter(owner.slow)).toEqual(owner.context);
  expect(resultOf(await owner.ask('context'))).toEqual(owner.context);
}

/** Has a running attempt change the context, and end. */
function endOne({ executor, context, over }: Owned, { place, key, value }: Operation & { readonly type: 'attempt' }): void {
  const started = executor.asked.filter((asked) => asked.startsWith('start ')).map((asked) => asked.slice('start '.length));
  const running = started.filter((attempt) => !over.has(attempt));
  const ending = running[place % running.length];
  if (ending === undefined) return;
  over.add(ending);
  context[key] = structuredClone(value);
  executor.report(ending).ended(success());
}

async function perform(owner: Owned, operation: Operation): Promise<Owned> {
  if (operation.type === 'set') void owner.ask('set_context', { key: operation.key, value: operation.value });
  if (operation.type === 'attempt') endOne(owner, operation);
  if (operation.type === 'quiet') await quiet();
  if (operation.type === 'settle' && owner.slow.isUnderWay) owner.slow.settle();
  if (operation.type === 'refuse' && owner.slow.isUnderWay) owner.slow.refuse();
  if (operation.type === 'check') await check(owner);
  return operation.type === 'crash' ? owning(await readAll(owner.slow)) : owner;
}

async function begun(): Promise<Owned> {
  const owner = await owning([]);
  void owner.ask('start');
  await settle(owner);
  return owner;
}

describe('A context that operators and attempts change at once (invariant 10)', () => {
  it('is restored as it was, at every point at which all is durable', async () => {
    await fc.assert(
      fc.asyncProperty(operations, async (all) => {
        let owner = await begun();
        for (const operation of all) owner = await perform(owner, operation);
        await check(owner);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('has what was put in before a snapshot once, and what was put in after it on top', async () => {
    const owner = await begun();
    void owner.ask('set_context', { key: 'x', value: 1 });
    await settle(owner);
    owner.context.n = 1;
    owner.executor.succeed('0.1');
    // On record before the snapshot, which was taken already.
    void owner.ask('set_context', { key: 'x', value: 2 });
    await settle(owner);
    const ended = (await readAll(owner.slow)).map(({ event }) => event).filter(({ type }) => type === 'ended');
    expect(ended).toMatchObject([{ context: { x: 1, n: 1 }, contextSets: 1 }]);
    expect(await contextAfter(owner.slow)).toEqual({ x: 2, y: { z: 0 }, n: 1 });
  });

  it('has what owners before have put in under what attempts have made of it since', async () => {
    const owner = await begun();
    void owner.ask('set_context', { key: 'x', value: 1 });
    await settle(owner);
    const next = await owning(await readAll(owner.slow));
    next.context.x = 2;
    next.executor.succeed('0.2');
    await settle(next);
    expect(await contextAfter(next.slow)).toEqual({ x: 2, y: { z: 0 } });
  });

  it('has no snapshot where operators alone have changed it, and goes by what its author gives then', async () => {
    const owner = await begun();
    void owner.ask('set_context', { key: 'y.z', value: 1 });
    await settle(owner);
    owner.executor.succeed('0.1');
    await settle(owner);
    const records = await readAll(owner.slow);
    expect(records.some(({ event }) => event.type === 'ended' && 'context' in event)).toBe(false);
    const next = await owning(records, { x: 5, y: { z: 5 } });
    expect(next.context).toEqual({ x: 5, y: { z: 1 } });
  });
});

describe('A value that is put into the context', () => {
  it('is not in it before it is durable, though calls after it see it', async () => {
    const owner = await begun();
    const answer = owner.ask('set_context', { key: 'x', value: 1 });
    const through = owner.ask('set_context', { key: 'x.y', value: 1 });
    const read = owner.ask('context', { key: 'x' });
    await quiet();
    expect(owner.context.x).toBe(0);
    owner.slow.settle();
    expect(resultOf(await answer)).toMatchObject({ revision: 2, readBy: [] });
    expect(resultOf(await read)).toBe(1);
    expect(errorOf(await through).code).toBe('AUTOTRAIL_NO_CONTEXT');
    expect(owner.context.x).toBe(1);
  });

  it('has never been there if the journal refused it', async () => {
    const owner = await begun();
    const refused = owner.ask('set_context', { key: 'x', value: 1 });
    const read = owner.ask('context', { key: 'x' });
    await quiet();
    owner.slow.refuse();
    expect(errorOf(await refused).code).toBe('AUTOTRAIL_JOURNAL_REFUSED');
    expect(resultOf(await read)).toBe(0);
    await settle(owner);
    expect(owner.context).toEqual(GIVEN);
    expect(await contextAfter(owner.slow)).toEqual(GIVEN);
  });

  it('is seen by attempts that start after it, and is put in once however often the same request comes', async () => {
    const { ask, executor, manager } = await openOwner(trailOf([['a', 'b']]), [], { context: { x: 0 }, contextAccess: 'set' });
    await ask('start');
    const put = { key: 'x', value: 1, request_id: 'r-1' };
    const first = await ask('set_context', put);
    await ask('set_context', { key: 'x', value: 2 });
    expect(await ask('set_context', put)).toEqual(first);
    expect(manager.context).toEqual({ x: 2 });
    executor.succeed('0.1');
    await quiet();
    expect(executor.asked).toContain('start 1.1');
  });

  it('is read by whoever asks after it was answered, though there is much to be carried out before it', async () => {
    const crowd = Array.from({ length: 20 }, (_, i): [string] => [`s${i}`]);
    const { ask } = await openOwner(trailOf(crowd), [], { context: { x: 0 }, contextAccess: 'set' });
    useSlicesOfOne();
    void ask('start');
    await ask('set_context', { key: 'x', value: 1 });
    expect(resultOf(await ask('context', { key: 'x' }))).toBe(1);
  });

  it.each(['none', 'get'] as const)('is refused by a server that allows %s', async (contextAccess) => {
    const { ask, manager } = await openOwner(trailOf([['a']]), [], { context: { x: 0 }, contextAccess });
    expect(errorOf(await ask('set_context', { key: 'x', value: 1 })).code).toBe('AUTOTRAIL_NO_CONTEXT');
    expect((await ask('context')).error?.code).toBe(contextAccess === 'get' ? undefined : 'AUTOTRAIL_NO_CONTEXT');
    expect(manager.context).toEqual({ x: 0 });
  });

  it('is refused by a manager that was told nonsense about it: that does not start', async () => {
    const manager = trailManager(trailOf([['a']]), { contextAccess: 'write' as never });
    expect(await codeOf(manager.start())).toBe('AUTOTRAIL_BAD_OPTION');
  });

  it('is in the context of a trail without a journal too', async () => {
    const manager = trailManager(trailOf([['a']]), { context: { x: 0 }, contextAccess: 'set' });
    await manager.start();
    await manager.handle({ wire: 2, message: { name: 'set_context', key: 'x', value: 1 }, peer: new HandPeer() });
    expect(manager.context).toEqual({ x: 1 });
    await manager.shutdown();
  });
});
