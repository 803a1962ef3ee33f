import { StepState } from '@autotrail/layer1';
import { jsonText } from './json-text.js';
import { type ReasonFields, reasonText } from './reason-text.js';

/** A step's state, and what says why it is in it. */
export type StateFields = ReasonFields & { readonly state: StepState };

/**
 * A step's state, and why it is in it.
 *
 * @example
 * stateText({ state: 'Paused due to failure', cause: 'failure', returnValue: 'no space' }); // 'Paused due to failure (no space)'
 * stateText({ state: 'Skipped', cause: 'condition' }); // 'Skipped (condition)'
 */
export function stateText(step: StateFields): string {
  const { state, cause, returnValue = null, until = null } = step;
  const isRetry = state === StepState.Waiting && cause === 'timer';
  // Where the words say that the step failed, the cause would only say so again.
  const isTold = returnValue !== null && (isRetry || cause === 'failure');
  const why = isTold ? [...(until === null ? [] : [`until ${until}`]), jsonText(returnValue)].join('; ') : reasonText(step);
  return `${isRetry ? 'Waiting to be tried again' : state}${why === '' ? '' : ` (${why})`}`;
}
