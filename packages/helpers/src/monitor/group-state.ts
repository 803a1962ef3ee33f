import { StepState } from '@autotrail/layer1';
import { layer1Error } from '../errors.js';
import { showValue } from '../show-value.js';

/** All states, the one that speaks for a whole group first: what needs a person, then what is under way, then what is done. */
export const GROUP_STATE_ORDER: readonly StepState[] = [
  StepState.Failed,
  StepState.PausedOnFail,
  StepState.Interrupted,
  StepState.Blocked,
  StepState.Paused,
  StepState.Running,
  StepState.ToBlock,
  StepState.ToSkip,
  StepState.ToPause,
  StepState.Waiting,
  StepState.Ready,
  StepState.Succeeded,
  StepState.Skipped,
];

/**
 * The state of a group of steps: the first of `order` (by default {@link GROUP_STATE_ORDER}) that occurs among theirs.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION` if none of them occurs, so also for a group without steps
 * @example
 * determineGroupState((await client.status({ phase: 'deploy' })).map(({ state }) => state)); // 'Running'
 */
export function determineGroupState(states: readonly StepState[], order: readonly StepState[] = GROUP_STATE_ORDER): StepState {
  const state = order.find((each) => states.includes(each));
  if (state !== undefined) return state;
  const expected = order.length === 0 ? 'judged by an order of at least one state' : `at least one of ${order.join(', ')}`;
  throw layer1Error('AUTOTRAIL_BAD_OPTION', {
    option: 'states',
    owner: 'determineGroupState',
    expected,
    found: showValue(states),
  });
}
