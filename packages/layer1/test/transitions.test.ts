import { describe, expect, it } from 'vitest';
import { STEP_STATES, StepState } from '../src/states.js';
import { TRANSITIONS, type TransitionRow } from '../src/transitions.js';

const { Ready, Waiting, Running, Succeeded, Failed, ToPause, Paused, ToSkip, Skipped, ToBlock, Blocked } = StepState;

function statesThatAre(meaning: 'isDone' | 'isIgnored' | 'isActive'): readonly StepState[] {
  return STEP_STATES.filter((state) => TRANSITIONS.states[state][meaning] === true);
}

function waysOut(state: StepState, on: TransitionRow['on']): readonly (StepState | undefined)[] {
  const rows = Object.values(TRANSITIONS.rows).filter((row) => row.on === on && row.from.includes(state));
  return rows.map(({ to }) => to);
}

describe('The transition table', () => {
  it('says which states are done, ignored and active', () => {
    expect(statesThatAre('isDone')).toEqual([Succeeded, Skipped]);
    expect(statesThatAre('isIgnored')).toEqual([Failed, Blocked]);
    expect(statesThatAre('isActive')).toEqual([Running]);
  });

  it('leads out of no state that is done or ignored', () => {
    const ends: readonly StepState[] = [Succeeded, Skipped, Failed, Blocked];
    for (const [name, row] of Object.entries(TRANSITIONS.rows)) {
      expect([name, ends.filter((state) => row.from.includes(state))]).toEqual([name, []]);
    }
  });

  it('leads a reached step one way only', () => {
    const expected = new Map<StepState, StepState>([
      [Waiting, Running],
      [ToPause, Paused],
      [ToSkip, Skipped],
      [ToBlock, Blocked],
    ]);
    for (const state of STEP_STATES) expect(waysOut(state, 'reached')).toEqual([expected.get(state) ?? []].flat());
  });

  it('says what a failed condition does to each state that a step it leaves out can be in', () => {
    for (const state of [Ready, Waiting, ToPause, ToSkip]) expect(waysOut(state, 'condition')).toEqual([Skipped]);
    expect(waysOut(ToBlock, 'condition')).toEqual([Blocked]);
  });

  it('leads a step out of Running only when its attempt ends', () => {
    const rows = Object.values(TRANSITIONS.rows).filter(({ on }) => on === 'attempt' || on === 'shutdown');
    for (const { from } of rows) expect(from).toEqual([Running]);
  });

  it('has one way into Running: by being reached', () => {
    const rows = Object.values(TRANSITIONS.rows).filter(({ to }) => to === Running);
    expect(rows).toEqual([{ on: 'reached', from: [Waiting], to: Running, cause: null }]);
  });
});
