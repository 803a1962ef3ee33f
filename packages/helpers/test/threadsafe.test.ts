import { step } from '@autotrail/layer1';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { isolated } from '../src/isolated/isolated.js';
import { type Threadsafe, threadsafe } from '../src/threadsafe.js';
import { Counter } from './support/counter.js';
import { FakeEnvironment } from './support/fake-environment.js';
import { RunningTrail } from './support/running-trail.js';

const ACTIONS = new URL('./fixtures/actions.js', import.meta.url);

describe('threadsafe', () => {
  it('loses no count of two isolated steps and one that is not, each incrementing 10,000 times', async () => {
    const counter = new Counter();
    const context = { counter: threadsafe(counter) };
    const inProcess = async (_env: unknown, { counter }: { readonly counter: Threadsafe<Counter> }): Promise<void> => {
      for (let i = 0; i < 10_000; i++) await counter.increment();
    };
    const steps = [
      [step(isolated(ACTIONS, 'increment'))],
      [step(isolated(ACTIONS, 'increment'))],
      [step(inProcess, { name: 'here' })],
    ];
    const trail = await RunningTrail.start(steps as never, context);
    await trail.until('finished');
    expect(await trail.each('state')).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    expect(counter.value).toBe(30_000);
    await trail.shutdown();
  });

  it('works for a whole context', async () => {
    const action = isolated(ACTIONS, 'incrementWhole');
    expect(await action.run(new FakeEnvironment(), threadsafe(new Counter()))).toBe(1);
  });

  it('crosses over with methods only, and fails a call with what the method threw or what is no JSON', async () => {
    const context = { counter: threadsafe(new Counter()), host: 'db-1' };
    expect(await isolated(ACTIONS, 'callOddly').run(new FakeEnvironment(), context)).toEqual({
      failures: [
        ['RangeError', 'E_WHY', 'why'],
        ['AutoTrailError', 'AUTOTRAIL_NOT_JSON', 'Expected the arguments of add() to be JSON, got a Date at $[0].'],
        ['AutoTrailError', 'AUTOTRAIL_NOT_JSON', 'Expected the result of answerDate() to be JSON, got a Date at $.'],
      ],
      methods: ['add', 'answerDate', 'increment', 'nothing', 'read', 'reject', 'secret'],
      nothing: true,
    });
  });

  it('runs calls one after another, in the order in which they were made, whatever they take and whether they fail', async () => {
    const calls = fc.array(fc.record({ turns: fc.nat(3), fails: fc.boolean() }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(calls, async (given) => {
        const log: string[] = [];
        const object = threadsafe({
          async run(id: number): Promise<void> {
            log.push(`begin ${id}`);
            for (let turn = 0; turn < (given[id]?.turns ?? 0); turn++) await Promise.resolve();
            log.push(`end ${id}`);
            if (given[id]?.fails) throw new Error(`${id}`);
          },
        });
        const settled = await Promise.allSettled(given.map((_, id) => object.run(id)));
        expect(settled.map(({ status }) => status === 'rejected')).toEqual(given.map(({ fails }) => fails));
        expect(log).toEqual(given.flatMap((_, id) => [`begin ${id}`, `end ${id}`]));
      }),
      { seed: 7 },
    );
  });

  it('calls methods on the object itself, private fields and inherited methods included, and asks no getter', async () => {
    class Child extends Counter {}
    const child = threadsafe(new Child());
    expect(await child.secret()).toBe('kept');
    expect(Object.keys(child)).not.toContain('getter');
    expect(Object.keys(child)).not.toContain('constructor');
  });

  it('is async for whoever uses it', () => {
    expectTypeOf<Threadsafe<Counter>['add']>().toEqualTypeOf<(amount: number) => Promise<number>>();
    expectTypeOf<Threadsafe<Counter>['increment']>().toEqualTypeOf<() => Promise<void>>();
    expectTypeOf<keyof Threadsafe<Counter>>().toEqualTypeOf<
      'increment' | 'read' | 'add' | 'reject' | 'answerDate' | 'nothing' | 'secret'
    >();
  });

  it.each([
    [{ a: 1 }, 'an object'],
    [null, 'null'],
    ['text', '"text"'],
  ])('refuses %j, which has no methods to call', (object, found) => {
    expect(() => threadsafe(object as never)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_NOT_THREADSAFE', details: { found } }),
    );
  });
});
