import { defineErrors, type ErrorMaker } from '@autotrail/core';

/** Every error `@autotrail/layer2` throws on purpose. */
export const LAYER2_ERRORS = {
  AUTOTRAIL_CALL_REFUSED: {
    sentence: '{message}',
    cure: 'Nothing was changed. The error underneath (`cause`) has the code and the hint of the server.',
  },
  AUTOTRAIL_BAD_TRAIL_NAME: {
    sentence:
      'Expected the name of a trail to be 1 to 64 letters, digits, `.`, `_` and `-`, beginning with none of `.` and `-`, got `{name}`.',
    cure: 'Give the trail another `name`: it becomes the name of files.',
  },
  AUTOTRAIL_UNSAFE_FOLDER: {
    sentence: 'Expected {folder} to be a folder of this user that nobody else may enter, found {found}.',
    cure: 'Remove it, or make it yours alone (chmod 700), or choose another place with `socketFile`.',
  },
  AUTOTRAIL_SERVER_STARTED: {
    sentence: 'Expected the server of trail {name} to be started once, but it was started before.',
    cure: 'A server runs its trail once; make another server of the same definition to run it again.',
  },
} as const;

/** Makes an error of this package's table. */
export const layer2Error: ErrorMaker<keyof typeof LAYER2_ERRORS> = defineErrors(LAYER2_ERRORS);
