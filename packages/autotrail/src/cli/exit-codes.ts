import type { AutoTrailError } from '@autotrail/core';
import type { CLI_ERRORS } from '../errors.js';

/** What the command line's exit codes mean. Scripts rely on them: they are never given another meaning. */
export const ExitCode = {
  /** Done; of a trail: every step Succeeded or Skipped, or Failed as a condition or with a failure pair for it. */
  Done: 0,
  /** The trail ended with Failed, Blocked or unreached steps, or before its end; or something unforeseen went wrong. */
  Failed: 1,
  /** The command was typed wrong, or the trail file is wrong. */
  Usage: 2,
  /** No such trail, socket, step or prompt. */
  NotFound: 3,
  /** Refused: the state does not allow it, nothing would be affected, or it was not confirmed. */
  Refused: 4,
  /** A person's answer is needed, and there is no terminal to ask on. */
  NeedsInput: 5,
  /** The server cannot be reached, or does not speak the protocol. */
  Unreachable: 6,
  /** The time of `--timeout` is over. */
  TimedOut: 124,
  /** Interrupted by the user. */
  Interrupted: 130,
} as const;

/** One of the command line's exit codes. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

const { Failed, Usage, NotFound, Refused, NeedsInput, Unreachable, TimedOut, Interrupted } = ExitCode;

const OWN: Readonly<Record<keyof typeof CLI_ERRORS, ExitCode>> = {
  AUTOTRAIL_USAGE: Usage,
  AUTOTRAIL_NO_TRAIL: NotFound,
  AUTOTRAIL_WHICH_TRAIL: Usage,
  AUTOTRAIL_NO_RUN: NotFound,
  AUTOTRAIL_WHICH_REMEMBERED: Usage,
  AUTOTRAIL_NO_STEP: NotFound,
  AUTOTRAIL_NOTHING_AFFECTED: Refused,
  AUTOTRAIL_NOT_CONFIRMED: Refused,
  AUTOTRAIL_DECLINED: Refused,
  AUTOTRAIL_CANCELLED: Interrupted,
  AUTOTRAIL_NO_VALUE: NeedsInput,
  AUTOTRAIL_NO_OPEN_PROMPT: Refused,
  AUTOTRAIL_WHICH_PROMPT: Usage,
  AUTOTRAIL_WAIT_TIMED_OUT: TimedOut,
  AUTOTRAIL_NO_TRAIL_FILE: Usage,
  AUTOTRAIL_TRAIL_FILE_FAILED: Usage,
  AUTOTRAIL_NOT_A_DEFINITION: Usage,
  AUTOTRAIL_NOT_PRINTED: Failed,
  AUTOTRAIL_UNFORESEEN: Failed,
};

/** Errors of the layers below, as far as a command meets them. */
const OTHERS: Readonly<Record<string, ExitCode>> = {
  AUTOTRAIL_BAD_ADDRESS: Usage,
  AUTOTRAIL_SOCKET_PATH_TOO_LONG: Usage,
  AUTOTRAIL_NO_SOCKET_FOLDER: Usage,
  AUTOTRAIL_NOT_A_SOCKET: Usage,
  AUTOTRAIL_BAD_TRAIL_NAME: Usage,
  AUTOTRAIL_CYCLE: Usage,
  AUTOTRAIL_EMPTY_DEFINITION: Usage,
  AUTOTRAIL_BAD_PAIR: Usage,
  AUTOTRAIL_NOT_A_STEP: Usage,
  AUTOTRAIL_BAD_STEP: Usage,
  AUTOTRAIL_BAD_OPTION: Usage,
  AUTOTRAIL_BAD_FAILURE_PAIR: Usage,
  AUTOTRAIL_NOT_BEFORE: Usage,
  AUTOTRAIL_BAD_PARAMS: Usage,
  AUTOTRAIL_UNKNOWN_OPTION: Usage,
  AUTOTRAIL_BAD_FIELD: Usage,
  AUTOTRAIL_NOT_PLANNABLE: Usage,
  AUTOTRAIL_NOT_JSON: Usage,
  AUTOTRAIL_LINE_TOO_LONG: Usage,
  AUTOTRAIL_TOO_DEEP: Usage,
  AUTOTRAIL_BAD_RUN_ID: Usage,
  AUTOTRAIL_UNSAFE_PATH: Usage,
  AUTOTRAIL_NO_STATE_FOLDER: Usage,
  AUTOTRAIL_NETWORK_FOLDER: Usage,
  AUTOTRAIL_UNKNOWN_PROMPT: NotFound,
  AUTOTRAIL_UNKNOWN_STEP: NotFound,
  AUTOTRAIL_CALL_REFUSED: Refused,
  AUTOTRAIL_PROMPT_CLOSED: Refused,
  AUTOTRAIL_ANSWER_REFUSED: Refused,
  AUTOTRAIL_NOT_YOURS_TO_ANSWER: Refused,
  AUTOTRAIL_BELOW_RUNS: Refused,
  AUTOTRAIL_NO_CONTEXT: Refused,
  AUTOTRAIL_PARAMS_CHANGED: Refused,
  AUTOTRAIL_PLAN_STALE: Refused,
  AUTOTRAIL_PLAN_OF_ANOTHER_RUN: Refused,
  AUTOTRAIL_SOCKET_IN_USE: Refused,
  AUTOTRAIL_UNSAFE_FOLDER: Refused,
  AUTOTRAIL_UNSAFE_FILE: Refused,
  AUTOTRAIL_DISK_FAILED: Refused,
  AUTOTRAIL_TRAIL_OWNED: Refused,
  AUTOTRAIL_TRAIL_OWNED_ELSEWHERE: Refused,
  AUTOTRAIL_LOCK_DAMAGED: Refused,
  AUTOTRAIL_JOURNAL_EXISTS: Refused,
  AUTOTRAIL_JOURNAL_DAMAGED: Refused,
  AUTOTRAIL_JOURNAL_REFUSED: Refused,
  AUTOTRAIL_DEFINITION_CHANGED: Refused,
  AUTOTRAIL_REQUEST_ID_REUSED: Refused,
  AUTOTRAIL_NO_JOURNAL: Refused,
  AUTOTRAIL_LISTEN_FAILED: Unreachable,
  AUTOTRAIL_SERVER_GONE: Unreachable,
  AUTOTRAIL_SERVER_ENDING: Unreachable,
  AUTOTRAIL_INTERNAL: Unreachable,
  AUTOTRAIL_TIMEOUT: Unreachable,
  AUTOTRAIL_BAD_ANSWER: Unreachable,
  AUTOTRAIL_BAD_LINE: Unreachable,
  AUTOTRAIL_WIRE_VERSION: Unreachable,
  AUTOTRAIL_BAD_REQUEST: Unreachable,
  AUTOTRAIL_HANDLER_FAILED: Unreachable,
  AUTOTRAIL_CLIENT_GONE: Unreachable,
  AUTOTRAIL_UNKNOWN_CALL: Unreachable,
  AUTOTRAIL_TOO_MANY_CONNECTIONS: Unreachable,
};

const EXIT_CODES: ReadonlyMap<string, ExitCode> = new Map(Object.entries({ ...OTHERS, ...OWN }));

/** The exit code that tells of an error. */
export function exitCodeOf(error: AutoTrailError): ExitCode {
  // A socket that is not there is no trail; one that is there and silent is a trail that cannot be reached.
  if (error.code === 'AUTOTRAIL_SERVER_GONE' && isMissingFile(error.cause)) return ExitCode.NotFound;
  return EXIT_CODES.get(error.code) ?? ExitCode.Failed;
}

function isMissingFile(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT';
}
