import { StepState } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { filterStatusByStates } from '../../src/monitor/filter-status.js';

const STATUSES = [
  { n: 0, state: StepState.Failed },
  { n: 1, state: StepState.Running },
  { n: 2, state: StepState.Failed },
];

describe('filterStatusByStates', () => {
  it('answers the statuses in one of the states, as they are and in their order', () => {
    expect(filterStatusByStates(STATUSES, [StepState.Paused, StepState.Failed])).toEqual([STATUSES[0], STATUSES[2]]);
  });

  it('answers none for no states', () => {
    expect(filterStatusByStates(STATUSES, [])).toEqual([]);
  });

  it.each([['failed'], ['toString'], 'Failed'])('refuses %j, which are no states', (states) => {
    expect(() => filterStatusByStates(STATUSES, states as never)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_OPTION' }),
    );
  });
});
