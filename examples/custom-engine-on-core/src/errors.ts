import { defineErrors } from '@autotrail/core';

/** Makes the errors of this engine; core turns them into answers, as a sentence on wire 1, with code and hint on wire 2. */
export const buildError = defineErrors({
  BUILD_UNKNOWN_CALL: {
    sentence: 'Expected one of the calls {calls}.',
    cure: 'Send `{"name": "progress"}`, or `{"name": "cancel", "task": <name>}`.',
  },
  BUILD_UNKNOWN_TASK: {
    sentence: 'Expected `task` to be one of {tasks}.',
    cure: 'Ask for the progress: it names the tasks.',
  },
  BUILD_BAD_ROUNDS: {
    sentence: 'Expected `--rounds` to be a whole number from 0 up, got {found}.',
    cure: 'Each round renders one random text; a million take some seconds.',
  },
});
