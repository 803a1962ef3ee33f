import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { Ledger } from '../../src/trail/ledger.js';
import type { Plan } from '../../src/trail/plan.js';
import type { StepRecord } from '../../src/trail/record.js';
import { Turn } from '../../src/trail/turn.js';
import { TRANSITIONS } from '../../src/transitions.js';
import { LOST, resumed } from '../support/resuming.js';
import { CONDITION, type OptionsByName, planOf, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Waiting, Running, Succeeded, Skipped, Failed, PausedOnFail, Blocked, Interrupted } = StepState;
const { rows } = TRANSITIONS;
const NOW = { at: 0, by: null };

/** Two steps, `a -> b`, both Waiting in a trail that was started. */
function ledgerOf(options: OptionsByName = {}): { readonly plan: Plan; readonly ledger: Ledger } {
  const plan = planOf(trailOf([['a', 'b']], options));
  const ledger = new Ledger(plan);
  ledger.flags.isStarted = true;
  for (const n of [0, 1]) ledger.set({ n, state: Waiting });
  return { plan, ledger };
}

/** Starts `a`, whatever may be against it. */
function startFirst({ plan, ledger }: ReturnType<typeof ledgerOf>): void {
  new Turn(plan, ledger, NOW).move(0, rows.run);
}

/** Starts `b` after `a` has come to be like this. */
function startSecond(a: Partial<StepRecord>, options: OptionsByName = {}): void {
  const { plan, ledger } = ledgerOf(options);
  ledger.set({ n: 0, ...a });
  new Turn(plan, ledger, NOW).move(1, rows.run);
}

describe('invariant 32: a turn that would break a rule throws before it changes anything', () => {
  it('when a step is to start in a trail that was not started', () => {
    const parts = ledgerOf();
    parts.ledger.flags.isStarted = false;
    expect(() => startFirst(parts)).toThrow('was started and is not shutting down');
    expect(parts.ledger.record(0).state).toBe(Waiting);
  });

  it('when a step is to start in a trail that is shutting down', () => {
    const parts = ledgerOf();
    parts.ledger.flags.isShuttingDown = true;
    expect(() => startFirst(parts)).toThrow('was started and is not shutting down');
  });

  it('when a step is to start while its attempt before is ending', () => {
    const parts = ledgerOf();
    parts.ledger.set({ n: 0, ending: 1 });
    expect(() => startFirst(parts)).toThrow('one attempt at a time');
  });

  it('when a step is to start from a state that being reached does not lead out of', () => {
    const { plan, ledger } = ledgerOf();
    ledger.set({ n: 0, state: Failed });
    expect(() => new Turn(plan, ledger, NOW).move(0, { ...rows.run, from: [Failed] })).toThrow('leads on when it is reached');
  });

  it.each([Waiting, Running, PausedOnFail, Interrupted, Failed, Blocked])(
    'when a step is to start whose parent is %s',
    (state) => {
      expect(() => startSecond({ state })).toThrow('when all that comes before it is done');
    },
  );

  it.each([Waiting, Running, PausedOnFail, Blocked])(
    'when a step is to start whose parent is a condition that is %s',
    (state) => {
      expect(() => startSecond({ state }, { a: CONDITION })).toThrow('when all that comes before it is done');
    },
  );
});

describe('A step starts', () => {
  it('when nothing is against it', () => {
    const parts = ledgerOf();
    startFirst(parts);
    expect(parts.ledger.record(0)).toMatchObject({ state: Running, attempt: 1 });
  });

  it.each([Succeeded, Skipped])('when its parent is %s', (state) => {
    expect(() => startSecond({ state })).not.toThrow();
  });

  it('when its parent is a condition that failed', () => {
    expect(() => startSecond({ state: Failed }, { a: CONDITION })).not.toThrow();
  });
});

describe('A turn', () => {
  it('notes the prompts of an attempt that ends only if it has ended one', () => {
    const world = new World(trailOf([['a']]));
    world.call('start');
    const promptId = world.prompt('a');
    world.call('reply', { prompt_id: promptId, value: 1 });
    expect(world.succeed('a').changes.map((change) => 'prompts' in change)).toEqual([false]);
  });

  it('leaves a step alone that no condition above it decides about', () => {
    const world = new World(trailOf([['a', 'b']], { a: CONDITION }));
    world.call('start');
    world.happen(resumed(world.trail, { fate: 'kept' }, [{ to: Interrupted, steps: [1] }]));
    world.fail('a');
    expect(world.states).toEqual({ a: Failed, b: Interrupted });
  });

  it('starts what was reached only when nothing of it is ending any more', () => {
    const world = new World(trailOf([['a']]));
    world.call('start');
    world.tell('interrupt', 'a');
    world.tell('resume', 'a');
    expect(world.record('a')).toMatchObject({ state: Waiting, cause: 'previous attempt ending' });
    world.happen(resumed(world.trail, LOST));
    expect(world.record('a')).toMatchObject({ state: Running, attempt: 2, ending: null });
  });
});
