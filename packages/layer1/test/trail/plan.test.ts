import { describe, expect, it } from 'vitest';
import { STEP_STATES, StepState } from '../../src/states.js';
import { Plan } from '../../src/trail/plan.js';
import { TRANSITIONS, type TransitionTable } from '../../src/transitions.js';
import { trailOf } from '../support/trails.js';

const { dag } = trailOf([['a', 'b']]);

describe('Plan', () => {
  it('finds the row that a state takes when its step is reached, and when a condition above it failed', () => {
    const plan = new Plan(dag, TRANSITIONS);
    for (const state of STEP_STATES) {
      const rows = Object.values(TRANSITIONS.rows).filter(({ from }) => from.includes(state));
      expect(plan.onReached(state)).toBe(rows.find(({ on }) => on === 'reached'));
      expect(plan.onCondition(state)).toBe(rows.find(({ on }) => on === 'condition'));
      expect(plan.meaning(state)).toBe(TRANSITIONS.states[state]);
    }
  });

  it('finds the rows of a table of its own', () => {
    const { Ready, Skipped } = StepState;
    const table: TransitionTable = {
      ...TRANSITIONS,
      rows: { ...TRANSITIONS.rows, forget: { on: 'reached', from: [Ready], to: Skipped } },
    };
    expect(new Plan(dag, table).onReached(Ready)).toBe(table.rows.forget);
    expect(new Plan(dag, table).step(1)).toBe(dag.order[1]);
  });
});
