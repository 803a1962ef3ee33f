import { describe, expect, it } from 'vitest';
import { isStepState, STEP_STATES, StepState } from '../src/states.js';

describe('StepState', () => {
  it('has the words of the wire for its values, which are written to files and never change', () => {
    expect(StepState).toEqual({
      Ready: 'Ready',
      Waiting: 'Waiting',
      Running: 'Running',
      Succeeded: 'Succeeded',
      Failed: 'Failed',
      PausedOnFail: 'Paused due to failure',
      ToPause: 'To Pause',
      Paused: 'Paused',
      ToSkip: 'To Skip',
      Skipped: 'Skipped',
      ToBlock: 'To Block',
      Blocked: 'Blocked',
      Interrupted: 'Interrupted',
    });
    expect(STEP_STATES).toHaveLength(13);
  });
});

describe('isStepState', () => {
  it('knows the thirteen words and nothing else', () => {
    for (const state of STEP_STATES) expect(isStepState(state)).toBe(true);
    for (const word of ['', 'ready', 'PausedOnFail', 'constructor', '__proto__', null, undefined, 0, ['Ready'], {}]) {
      expect(isStepState(word)).toBe(false);
    }
  });
});
