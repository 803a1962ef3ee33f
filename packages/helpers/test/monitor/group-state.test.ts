import { STEP_STATES, StepState } from '@autotrail/layer1';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { determineGroupState, GROUP_STATE_ORDER } from '../../src/monitor/group-state.js';

describe('GROUP_STATE_ORDER', () => {
  it('has every state once', () => {
    expect([...GROUP_STATE_ORDER].sort()).toEqual([...STEP_STATES].sort());
  });
});

describe('determineGroupState', () => {
  it.each([
    [['Succeeded', 'Skipped'], 'Succeeded'],
    [['Skipped'], 'Skipped'],
    [['Succeeded', 'Ready', 'Running', 'Waiting'], 'Running'],
    [['Running', 'Paused'], 'Paused'],
    [['Running', 'Paused due to failure', 'Interrupted'], 'Paused due to failure'],
    [['To Skip', 'To Pause', 'To Block'], 'To Block'],
  ] as const)('makes of %j the state %s', (states, expected) => {
    expect(determineGroupState(states)).toBe(expected);
  });

  it('answers the first state of the order that occurs', () => {
    const states = fc.array(fc.constantFrom(...STEP_STATES), { minLength: 1 });
    fc.assert(
      fc.property(states, fc.shuffledSubarray([...STEP_STATES], { minLength: STEP_STATES.length }), (group, order) => {
        const first = [...group].sort((a, b) => order.indexOf(a) - order.indexOf(b))[0];
        expect(determineGroupState(group, order)).toBe(first);
      }),
    );
  });

  it.each([
    { title: 'a group without steps', states: [], order: undefined },
    { title: 'states that the order does not have', states: [StepState.Running], order: [StepState.Failed] },
    { title: 'an empty order', states: [StepState.Running], order: [] },
  ])('refuses $title', ({ states, order }) => {
    expect(() => determineGroupState(states, order)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_OPTION', message: expect.stringContaining('determineGroupState') }),
    );
  });
});
