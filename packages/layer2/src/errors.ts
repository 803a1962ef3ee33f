import { defineErrors, type ErrorMaker } from '@autotrail/core';
import { LAYER1_ERRORS } from '@autotrail/layer1';

/** Every error `@autotrail/layer2` throws on purpose. */
export const LAYER2_ERRORS = {
  AUTOTRAIL_CALL_REFUSED: {
    sentence: '{message}',
    cure: "Nothing was changed. `cause` is the server's own error: its `hint` says what can be done, its `code` is for programs.",
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
  AUTOTRAIL_DISK_FAILED: {
    sentence: 'The place {path} cannot be used: {reason}.',
    cure: 'Check its rights and the room on its disk, or choose another place: XDG_STATE_HOME or `journalFile`; XDG_RUNTIME_DIR or `socketFile`.',
  },
  AUTOTRAIL_CONTEXT_FORGOTTEN: {
    sentence: 'The context of trail {trail} is not remembered over a restart: it is no plain JSON ({found} at {path}).',
    cure: 'Give the server a `contextCodec`, or keep nothing but plain JSON in the context.',
  },
  AUTOTRAIL_SERVER_STARTED: {
    sentence: 'Expected the server of trail {name} to be started once, but it was started before.',
    cure: 'A server runs its trail once; make another server of the same definition to run it again.',
  },
  AUTOTRAIL_JOURNAL_EXISTS: {
    sentence: 'Run {run} of trail {trail} is not finished (it was active last at {last}), and was not to be gone on with.',
    cure: "Go on with it (`onExistingJournal: 'resume'`), or leave it as it is and begin anew (`'fresh'`).",
  },
  AUTOTRAIL_UNSAFE_FILE: {
    sentence: 'Expected {file} to be a file of this user that nobody else may read or write, found {found}.',
    cure: 'Remove it, or make it yours alone (chmod 600), if it is what you expect there.',
  },
  AUTOTRAIL_JOURNAL_DAMAGED: {
    sentence: 'Expected {expected} at byte {offset} of the journal {file}, found {found}.',
    cure: 'What is before that byte is whole, and nothing was changed. Put a good copy in its place, or move it away.',
  },
  AUTOTRAIL_JOURNAL_REFUSED: {
    sentence: 'Nothing was added to the journal {file}, which is as it was before: {reason}.',
    cure: 'Make room on its disk, or lift what limits the size of files, and try again.',
  },
  AUTOTRAIL_JOURNAL_LOST: {
    sentence: 'Nobody can say what the journal {file} holds from revision {revision} on: {reason}.',
    cure: 'The server must end. Start the trail again once the cause is gone: it goes on from what was kept.',
  },
  AUTOTRAIL_JOURNAL_MISUSED: {
    sentence: 'Expected {expected} for the journal, got {found}.',
    cure: 'Nothing was written. This is a fault of the program: append one batch at a time, its records in order, until `close`.',
  },
  AUTOTRAIL_TRAIL_OWNED: {
    sentence: 'Trail {trail} belongs to process {pid} on {host} since {since}, which answers at {socketFile} (lock {lock}).',
    cure: 'Talk to that server, or shut it down first. A process that was killed gives up its trail by being gone.',
  },
  AUTOTRAIL_TRAIL_OWNED_ELSEWHERE: {
    sentence:
      'Trail {trail} belongs to process {pid} on {host} since {since} (lock {lock}), and whether that is alive can be told there only.',
    cure: 'Shut the server down on that computer. If it is gone for good, or this computer was renamed since, remove the lock file.',
  },
  AUTOTRAIL_LOCK_DAMAGED: {
    sentence: 'Expected {lock} to say who owns trail {trail}, found something no server writes.',
    cure: 'Make sure that no server of the trail is alive, then remove the file.',
  },
  AUTOTRAIL_BAD_RUN_ID: {
    sentence: 'Expected the id of a run, like 20260131T101500Z-k3x9, got `{run}`.',
    cure: 'Take it from the names of the folders in the folder of the trail.',
  },
  AUTOTRAIL_UNSAFE_PATH: {
    sentence: 'Expected {name} to be the name of something right in {folder}.',
    cure: 'Nothing was touched. Give names of letters, digits, `.`, `_` and `-` that do not lead out of the folder.',
  },
  AUTOTRAIL_NO_STATE_FOLDER: {
    sentence: 'Expected this user to have a home folder for the memory of trails, found {found}.',
    cure: 'Set XDG_STATE_HOME or HOME to an absolute path, or say with `journalFile` where the journal is kept.',
  },
  AUTOTRAIL_NETWORK_FOLDER: {
    sentence: 'Expected {folder} to be on a disk of this computer, found {found}: locks and syncs mean too little there.',
    cure: 'Keep the journal on a local disk: set XDG_STATE_HOME, or `journalFile`.',
  },
} as const;

/** Makes an error of this package's table. */
export const layer2Error: ErrorMaker<keyof typeof LAYER2_ERRORS> = defineErrors(LAYER2_ERRORS);

/** Makes an error of layer1's table: options are refused in its words. */
export const layer1Error: ErrorMaker<keyof typeof LAYER1_ERRORS> = defineErrors(LAYER1_ERRORS);
