import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STEP_STATES, type StepState } from '../../src/states.js';
import { type Counts, Ledger } from '../../src/trail/ledger.js';
import { Plan } from '../../src/trail/plan.js';
import { TRANSITIONS } from '../../src/transitions.js';
import { buildRandomTrail, randomTrails } from '../support/random-trails.js';
import { trailOf } from '../support/trails.js';

interface Write {
  readonly pick: number;
  readonly state: StepState;
  readonly ending: number | null;
  readonly statuses: readonly ('open' | 'answered')[];
  readonly edge: number;
}

const writes: fc.Arbitrary<readonly Write[]> = fc.array(
  fc.record({
    pick: fc.nat(1_000),
    state: fc.constantFrom(...STEP_STATES),
    ending: fc.option(fc.nat(3)),
    statuses: fc.array(fc.constantFrom('open' as const, 'answered' as const), { maxLength: 3 }),
    edge: fc.nat(1_000),
  }),
  { maxLength: 100, size: 'max' },
);

function write(ledger: Ledger, plan: Plan, { pick, state, ending, statuses, edge }: Write): void {
  const prompts = statuses.map((status, i) => ({ id: String(i), message: null, status }));
  ledger.set({ n: pick % plan.dag.size, state, ending, prompts });
  ledger.meetEdges(edge % plan.dag.size);
}

function recounted(ledger: Ledger, { dag, table }: Plan): Counts {
  const records = dag.order.map(({ n, policy }) => ({ ...ledger.record(n), isReached: ledger.isReached(n), policy }));
  const isOver = (state: StepState) => table.states[state].isDone ?? table.states[state].isIgnored ?? false;
  return {
    open: records.filter(({ state, isReached }) => isReached && !isOver(state)).length,
    ending: records.filter(({ ending }) => ending !== null).length,
    prompts: records.flatMap(({ prompts }) => prompts.filter(({ status }) => status === 'open')).length,
    failures: records.filter(
      ({ state, policy }) => state === 'Paused due to failure' || (state === 'Failed' && !policy.skipProgenyOnFailure),
    ).length,
  };
}

describe('Ledger', () => {
  it('counts what counting over all steps would find, whatever is written into it', () => {
    fc.assert(
      fc.property(randomTrails, writes, (random, all) => {
        const plan = new Plan(buildRandomTrail(random).dag, TRANSITIONS);
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
    const ledger = new Ledger(new Plan(trailOf([['a', 'b']]).dag, TRANSITIONS));
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
        const plan = new Plan(buildRandomTrail(random).dag, TRANSITIONS);
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
    const origin = new Ledger(new Plan(trailOf([['a', 'b']]).dag, TRANSITIONS));
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
