import { defineErrors, type ErrorMaker } from '@autotrail/core';
import { LAYER1_ERRORS } from '@autotrail/layer1';

/** Every error that rehearsals and scripted operators make on purpose. */
export const TESTING_ERRORS = {
  AUTOTRAIL_UNKNOWN_STEP: {
    sentence: 'Expected {owner} to name steps of the trail ({names}), got {found}.',
    cure: 'Nothing was run. Check the spelling: names and tags are compared strictly.',
  },
  AUTOTRAIL_REHEARSAL_ENDLESS: {
    sentence: 'The rehearsal was given up after {passed}: the trail has not come to an end, nor to where only a person can help.',
    cure: 'Look for a retry or a rule of the script that goes on for ever, or give the rehearsal a higher `maxMs` or `maxEvents`.',
  },
  AUTOTRAIL_OPERATOR_AT_A_LOSS: {
    sentence: 'Step {name} ({n}) waits for a person, and no rule of the script covers it: {waitsFor}.',
    cure: 'Add a rule: `answer` for prompts; `onFailure`, `onHold` or `onInterrupted` for steps that are held.',
  },
  AUTOTRAIL_OPERATOR_IDLE: {
    sentence: 'The rule of the script for step {name} ({n}), which is {state}, has left it as it was.',
    cure: 'Have the rule resume, skip, block, fail or mark the step done, and answer the promise of that.',
  },
} as const;

/** Makes an error of this package's table. */
export const testingError: ErrorMaker<keyof typeof TESTING_ERRORS> = defineErrors(TESTING_ERRORS);

/** Makes an error of layer1's table: options are refused in its words. */
export const layer1Error: ErrorMaker<keyof typeof LAYER1_ERRORS> = defineErrors(LAYER1_ERRORS);
