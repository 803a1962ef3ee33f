import { describe, expect, it } from 'vitest';
import { STEP_STATES, StepState } from '../src/states.js';
import { type StateMeaning, TRANSITIONS, type TransitionRow } from '../src/transitions.js';

const { Ready, Waiting, Running, Succeeded, Failed, PausedOnFail, ToPause, Paused, ToSkip, Skipped, ToBlock, Blocked } =
  StepState;

function statesThatAre(meaning: keyof StateMeaning): readonly StepState[] {
  return STEP_STATES.filter((state) => TRANSITIONS.states[state][meaning] === true);
}

function waysOut(state: StepState, on: TransitionRow['on']): readonly (StepState | undefined)[] {
  const rows = Object.values(TRANSITIONS.rows).filter((row) => row.on === on && row.from.includes(state));
  return rows.map(({ to }) => to);
}

describe('The transition table', () => {
  it('says which states are done, ignored, active, left out and failures', () => {
    expect(statesThatAre('isDone')).toEqual([Succeeded, Skipped]);
    expect(statesThatAre('isIgnored')).toEqual([Failed, Blocked]);
    expect(statesThatAre('isActive')).toEqual([Running]);
    expect(statesThatAre('isLeftOut')).toEqual([Skipped, Blocked]);
    expect(statesThatAre('isFailure')).toEqual([Failed, PausedOnFail]);
  });

  it('leads out of a state that is done or ignored only where a person decides so, or what left it out is taken back', () => {
    const ends: readonly StepState[] = [Succeeded, Skipped, Failed, Blocked];
    const ways: Readonly<Record<string, readonly StepState[]>> = {
      rerun: ends,
      mark_done: [Failed],
      rerun_below: [Succeeded, Skipped, Failed],
      keep_skipped: [Skipped],
      keep_blocked: [Blocked],
      keep_decided: [Succeeded, Failed],
      take_back_skip: [Skipped],
      take_back_block: [Blocked],
    };
    for (const [name, row] of Object.entries(TRANSITIONS.rows)) {
      expect([name, ends.filter((state) => row.from.includes(state))]).toEqual([name, ways[name] ?? []]);
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
    const rows = Object.values(TRANSITIONS.rows).filter(({ on }) => on === 'attempt' || on === 'shutdown' || on === 'loss');
    for (const { from } of rows) expect(from).toEqual([Running]);
    const others = Object.entries(TRANSITIONS.rows).filter(([, row]) => row.from.includes(Running) && !rows.includes(row));
    const leading = others.filter(([, { to }]) => to !== undefined).map(([name]) => name);
    expect(leading.sort()).toEqual(['interrupt', 'skip_by_timeout']);
  });

  it('leads a step that is not reached any longer back, and a handler that nothing triggers on', () => {
    for (const state of STEP_STATES) expect(waysOut(state, 'unreached')).toEqual(state === Paused ? [ToPause] : []);
    const untriggered: readonly StepState[] = [Ready, Waiting, ToPause];
    for (const state of STEP_STATES) expect(waysOut(state, 'untriggered')).toEqual(untriggered.includes(state) ? [Skipped] : []);
  });

  it('has one way into Running: by being reached', () => {
    const rows = Object.values(TRANSITIONS.rows).filter(({ to }) => to === Running);
    expect(rows).toEqual([{ on: 'reached', from: [Waiting], to: Running, cause: null }]);
  });
});
