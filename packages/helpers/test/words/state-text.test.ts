import { describe, expect, it } from 'vitest';
import { type StateFields, stateText } from '../../src/words/state-text.js';

const UNTIL = '2026-01-31T08:00:00.000Z';

describe('stateText', () => {
  it.each<readonly [string, StateFields]>([
    ['Running', { state: 'Running', cause: null }],
    ['Succeeded', { state: 'Succeeded', cause: null, returnValue: 'fine' }],
    ['Skipped (condition)', { state: 'Skipped', cause: 'condition' }],
    [`Paused (until ${UNTIL}; operator)`, { state: 'Paused', cause: 'operator', until: UNTIL }],
    ['Interrupted (server lost; attempt 2 was abandoned)', { state: 'Interrupted', cause: 'server lost', abandoned: 2 }],
    ['Paused due to failure (no space)', { state: 'Paused due to failure', cause: 'failure', returnValue: 'no space' }],
    ['Failed ({"code":1})', { state: 'Failed', cause: 'failure', returnValue: { code: 1 } }],
    ['Failed (failure)', { state: 'Failed', cause: 'failure' }],
    ['Failed (timeout: too slow)', { state: 'Failed', cause: 'timeout', returnValue: 'too slow' }],
    ['Waiting (slot)', { state: 'Waiting', cause: 'slot', returnValue: 'of before' }],
    ['Waiting to be tried again (no space)', { state: 'Waiting', cause: 'timer', returnValue: 'no space' }],
    [
      `Waiting to be tried again (until ${UNTIL}; no space)`,
      { state: 'Waiting', cause: 'timer', returnValue: 'no space', until: UNTIL },
    ],
    ['Skipped (timer)', { state: 'Skipped', cause: 'timer', returnValue: 'kept' }],
  ])('says %j of %j', (text, step) => {
    expect(stateText(step)).toBe(text);
  });
});
