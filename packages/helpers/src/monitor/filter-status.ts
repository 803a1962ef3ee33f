import { isStepState, STEP_STATES, type StepState } from '@autotrail/layer1';
import { checkOptions, type OptionRule } from '../check-options.js';

const STATES: OptionRule = {
  expected: `an array of states, among ${STEP_STATES.join(', ')}`,
  isValid: (value) => Array.isArray(value) && value.every(isStepState),
};

/**
 * Those of some statuses that are in one of the states, in their order. An empty list of states matches none.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION` for a state that there is not
 * @example
 * filterStatusByStates(await client.status(), [StepState.Failed, StepState.PausedOnFail]);
 */
export function filterStatusByStates<S extends { readonly state: StepState }>(
  statuses: readonly S[],
  states: readonly StepState[],
): readonly S[] {
  checkOptions('filterStatusByStates', { states }, { states: STATES });
  return statuses.filter(({ state }) => states.includes(state));
}
