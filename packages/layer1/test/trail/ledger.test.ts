import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STEP_STATES, type StepState } from '../../src/states.js';
import { type Counts, Ledger } from '../../src/trail/ledger.js';
import type { Plan } from '../../src/trail/plan.js';
import { buildRandomTrail, randomTrails } from '../support/random-trails.js';
import { isDone, isIgnored, Reach } from '../support/reach.js';
import { planOf, trailOf } from '../support/trails.js';

interface Write {
  readonly pick: number;
  readonly state: StepState;
  readonly ending: number | null;
  readonly statuses: readonly ('open' | 'answered')[];
}

const writes: fc.Arbitrary<readonly Write[]> = fc.array(
  fc.record({
    pick: fc.nat(1_000),
    state: fc.constantFrom(...STEP_STATES),
    ending: fc.option(fc.nat(3)),
    statuses: fc.array(fc.constantFrom('open' as const, 'answered' as const), { maxLength: 3 }),
  }),
  { maxLength: 100, size: 'max' },
);

function write(ledger: Ledger, plan: Plan, { pick, state, ending, statuses }: Write): void {
  const prompts = statuses.map((status, i) => ({ id: String(i), message: null, status }));
  ledger.set({ n: pick % plan.dag.size, state, ending, prompts });
}

function recounted(ledger: Ledger, { dag, failureEdges }: Plan): Counts {
  const reach = new Reach({ steps: dag.order, dag, failureEdges }, (n) => ledger.record(n).state);
  const records = dag.order.map(({ n }) => ({ ...ledger.record(n), n, isReached: reach.isReached(n) }));
  const isOver = (state: StepState) => isDone(state) || isIgnored(state);
  return {
    open: records.filter(({ state, isReached }) => !isOver(state) && (isReached || state === 'Running')).length,
    ending: records.filter(({ ending }) => ending !== null).length,
    prompts: records.flatMap(({ prompts }) => prompts.filter(({ status }) => status === 'open')).length,
    failures: records.filter(
      ({ n, state }) => state === 'Paused due to failure' || (state === 'Failed' && !reach.isProvidedFor(n)),
    ).length,
  };
}

/** Which steps are reached, which cannot be, and how many edges to each are not met: as the ledger has it, and worked out anew. */
function edgesOf(ledger: Ledger, { dag, failureEdges }: Plan): { readonly kept: unknown; readonly worked: unknown } {
  const reach = new Reach({ steps: dag.order, dag, failureEdges }, (n) => ledger.record(n).state);
  const { edges } = ledger;
  return {
    kept: dag.order.map(({ n }) => [edges.isReached(n), edges.isUnreachable(n), edges.unmetCount(n)]),
    worked: dag.order.map(({ n }) => [reach.isReached(n), reach.isUnreachable(n), reach.missing(n)]),
  };
}

describe('Ledger', () => {
  it('knows what is reached, and what cannot be, from the states alone, whatever way they came there', () => {
    fc.assert(
      fc.property(randomTrails, writes, (random, all) => {
        const plan = planOf(buildRandomTrail(random));
        const ledger = new Ledger(plan);
        for (const one of all) {
          write(ledger, plan, one);
          const { kept, worked } = edgesOf(ledger, plan);
          expect(kept).toEqual(worked);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('answers which steps a change of state has reached, and which it has not any longer', () => {
    fc.assert(
      fc.property(randomTrails, writes, (random, all) => {
        const plan = planOf(buildRandomTrail(random));
        const ledger = new Ledger(plan);
        for (const { pick, state } of all) {
          const before = plan.dag.order.map(({ n }) => ledger.isReached(n));
          const { reached, unreached } = ledger.set({ n: pick % plan.dag.size, state });
          const changed = plan.dag.order.map(({ n }) => n).filter((n) => ledger.isReached(n) !== before[n]);
          expect([...reached, ...unreached].toSorted((a, b) => a - b)).toEqual(changed);
          for (const n of reached) expect(ledger.isReached(n)).toBe(true);
          for (const n of unreached) expect(ledger.isReached(n)).toBe(false);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('notes an attempt when it is over, with what its end led to, and keeps the newest hundred', () => {
    const ledger = new Ledger(planOf(trailOf([['a', 'b']])));
    for (let attempt = 1; attempt <= 103; attempt++) {
      ledger.set({ n: 0, state: 'Running', attempt, since: attempt * 10 });
      ledger.set({ n: 0, ending: null, returnValue: attempt });
      ledger.set({ n: 0, state: 'Failed', cause: 'failure', since: attempt * 10 + 5 });
      ledger.set({ n: 0, state: 'Waiting', cause: null });
    }
    const { attempts } = ledger.record(0);
    expect(attempts).toHaveLength(100);
    expect(attempts[0]).toEqual({ attempt: 4, startedAt: 40, endedAt: 45, state: 'Failed', cause: 'failure' });
    expect(attempts.at(-1)).toEqual({ attempt: 103, startedAt: 1_030, endedAt: 1_035, state: 'Failed', cause: 'failure' });
    expect(ledger.record(1).attempts).toEqual([]);
  });

  it('counts what counting over all steps would find, whatever is written into it', () => {
    fc.assert(
      fc.property(randomTrails, writes, (random, all) => {
        const plan = planOf(buildRandomTrail(random));
        const ledger = new Ledger(plan);
        expect(ledger.counts).toEqual(recounted(ledger, plan));
        for (const one of all) {
          write(ledger, plan, one);
          expect(ledger.counts).toEqual(recounted(ledger, plan));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('replaces records, and never changes one that was given out', () => {
    const ledger = new Ledger(planOf(trailOf([['a', 'b']])));
    const before = ledger.record(0);
    const copy = structuredClone(before);
    ledger.set({ n: 0, state: 'Running', attempt: 1 });
    expect(before).toEqual(copy);
    expect(ledger.record(1)).toEqual(copy);
    expect(ledger.record(0)).toEqual({ ...copy, state: 'Running', attempt: 1 });
  });

  it('has forks that go their own way', () => {
    fc.assert(
      fc.property(randomTrails, writes, writes, (random, before, after) => {
        const plan = planOf(buildRandomTrail(random));
        const origin = new Ledger(plan);
        for (const one of before) write(origin, plan, one);
        const fork = origin.fork();
        const kept = { ...origin.counts };
        for (const one of after) write(fork, plan, one);
        fork.flags.isStarted = true;
        expect(origin.counts).toEqual(kept);
        expect(origin.counts).toEqual(recounted(origin, plan));
        expect(fork.counts).toEqual(recounted(fork, plan));
        expect(origin.flags).toEqual({ isStarted: false, isShuttingDown: false });
      }),
      { numRuns: 30 },
    );
  });

  it('keeps what forks put out apart, also after several of them', () => {
    const origin = new Ledger(planOf(trailOf([['a', 'b']])));
    origin.output(0, 'one');
    const [first, second] = [origin.fork(), origin.fork()];
    first.output(0, 'two');
    origin.output(0, 'three');
    origin.output(1, 'other');
    const third = first.fork();
    first.output(0, 'four');
    const shown = [origin, first, second, third].map((ledger) => ledger.outputOf(0)?.all());
    expect(shown).toEqual([['one', 'three'], ['one', 'two', 'four'], ['one'], ['one', 'two']]);
    expect(first.outputOf(1)).toBeUndefined();
  });
});
