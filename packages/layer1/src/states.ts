/**
 * The thirteen states of a step. The values are the words of the wire, the journal and every display: they are written to files, so
 * they are never renamed.
 */
export const StepState = {
  /** Not started yet. */
  Ready: 'Ready',
  /** Will run when it is reached and the trail was started. */
  Waiting: 'Waiting',
  /** An attempt is under way. */
  Running: 'Running',
  /** The action ended well. */
  Succeeded: 'Succeeded',
  /** The action failed and nothing was to be done about it. */
  Failed: 'Failed',
  /** The action failed and an operator is asked what to do. */
  PausedOnFail: 'Paused due to failure',
  /** Will be Paused when it is reached. */
  ToPause: 'To Pause',
  /** Reached, and held until an operator resumes it. */
  Paused: 'Paused',
  /** Will be Skipped when it is reached. */
  ToSkip: 'To Skip',
  /** Left out; what comes after it goes on. */
  Skipped: 'Skipped',
  /** Will be Blocked when it is reached. */
  ToBlock: 'To Block',
  /** Left out; what comes after it stays unreached. */
  Blocked: 'Blocked',
  /** An operator ended its attempt; it waits for what is to be done. */
  Interrupted: 'Interrupted',
} as const;

/** One of the thirteen states of a step. */
export type StepState = (typeof StepState)[keyof typeof StepState];

/** All states, in the order of {@link StepState}. */
export const STEP_STATES: readonly StepState[] = Object.values(StepState);

/** Whether a word is the name of a state. */
export function isStepState(word: unknown): word is StepState {
  return STEP_STATES.some((state) => state === word);
}
