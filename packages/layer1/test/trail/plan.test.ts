import { describe, expect, it } from 'vitest';
import { buildTrail } from '../../src/build-trail.js';
import { STEP_STATES, StepState } from '../../src/states.js';
import { type Definition, type Step, step } from '../../src/step.js';
import { TRANSITIONS, type TransitionTable } from '../../src/transitions.js';
import { planOf, trailOf } from '../support/trails.js';

const [a, b, undo, tell] = ['a', 'b', 'undo', 'tell'].map((name) => step(() => null, { name })) as [Step, Step, Step, Step];
const PAIR: Definition = [[a, b]];
const trail = trailOf([['a', 'b']]);

describe('Plan', () => {
  it('finds the row that a state takes when its step is reached or no longer is, is not triggered, and when a condition above it failed', () => {
    const plan = planOf(trail);
    for (const state of STEP_STATES) {
      const rows = Object.values(TRANSITIONS.rows).filter(({ from }) => from.includes(state));
      for (const what of ['reached', 'unreached', 'untriggered', 'condition'] as const) {
        expect(plan.rowOn(what, state)).toBe(rows.find(({ on }) => on === what));
      }
      expect(plan.meaning(state)).toBe(TRANSITIONS.states[state]);
    }
  });

  it('finds the rows of a table of its own', () => {
    const { Ready, Skipped } = StepState;
    const table: TransitionTable = {
      ...TRANSITIONS,
      rows: { ...TRANSITIONS.rows, forget: { on: 'reached', from: [Ready], to: Skipped } },
    };
    expect(planOf(trail, table).rowOn('reached', Ready)).toBe(table.rows.forget);
    expect(planOf(trail, table).step(1)).toBe(trail.dag.order[1]);
  });

  it('finds the steps that are there for the failure of others, and those others', () => {
    const handled = planOf(
      buildTrail(PAIR, {
        failurePairs: [
          [a, undo],
          [b, undo],
          [a, tell],
        ],
      }),
    );
    const numbers = ['a', 'b', 'undo', 'tell'].map((name) => handled.dag.order.find((step) => step.name === name)?.n ?? -1);
    const [nA = -1, nB = -1, nUndo = -1, nTell = -1] = numbers;
    expect([nA, nB].map((n) => [...(handled.handlersOf(n) ?? [])])).toEqual([[nUndo, nTell], [nUndo]]);
    expect([nUndo, nTell].map((n) => handled.failingOf(n))).toEqual([[nA, nB], [nA]]);
    expect([handled.failingOf(nA), handled.handlersOf(nUndo)]).toEqual([undefined, undefined]);
  });
});
