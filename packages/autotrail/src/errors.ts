import { defineErrors, type ErrorMaker } from '@autotrail/core';

/** Every error the command line makes on purpose. */
export const CLI_ERRORS = {
  AUTOTRAIL_USAGE: {
    sentence: '{problem}',
    cure: 'The option --help of every command says what it takes.',
  },
  AUTOTRAIL_NO_TRAIL: {
    sentence: 'Expected {trail} to be served, but {nobody}.{unfinished}',
    cure: 'Start one with `autotrail run FILE`, which goes on with a run of it that is not finished, or say where it is with --socket PATH.',
  },
  AUTOTRAIL_WHICH_TRAIL: {
    sentence: 'Expected to be told which trail is meant, for several are served: {names}.',
    cure: 'Say which with --trail NAME.',
  },
  AUTOTRAIL_NO_RUN: {
    sentence: 'Expected {what}, found none.',
    cure: 'The command `runs` lists the runs there are. A journal that is kept elsewhere is read with --journal FILE.',
  },
  AUTOTRAIL_WHICH_REMEMBERED: {
    sentence: 'Expected to be told which trail is meant, for nobody serves one and several are remembered: {names}.',
    cure: 'Say which with --trail NAME.',
  },
  AUTOTRAIL_NO_STEP: {
    sentence: 'Expected a step that matches {selector}, found none.',
    cure: 'The command `steps` lists all steps with their tags. Tags are compared strictly: `--tag k=1` is a text, `--tag k:=1` a number.',
  },
  AUTOTRAIL_NOTHING_AFFECTED: {
    sentence: '{call} affects no step now{why}.',
    cure: 'Nothing was changed. The command `status` shows the state of every step.',
  },
  AUTOTRAIL_NOT_CONFIRMED: {
    sentence: 'Expected {call} to be confirmed, but there is no terminal to ask on.',
    cure: 'Nothing was changed. Add --yes to act without a question, or --dry-run to look only.',
  },
  AUTOTRAIL_DECLINED: {
    sentence: '{call} was not confirmed.',
    cure: 'Nothing was changed.',
  },
  AUTOTRAIL_CANCELLED: {
    sentence: 'The question was left without an answer.',
    cure: 'Nothing was changed.',
  },
  AUTOTRAIL_NO_VALUE: {
    sentence: 'Expected a value to reply with, but there is no terminal to ask on.',
    cure: 'Give the value after the prompt, or answer yes or no with --yes or --no.',
  },
  AUTOTRAIL_NO_OPEN_PROMPT: {
    sentence: 'Expected step {n} to have an open prompt, but it is {state} and has none.',
    cure: 'The command `prompts` lists the open prompts.',
  },
  AUTOTRAIL_WHICH_PROMPT: {
    sentence: 'Expected to be told which prompt of step {n} is meant, for several are open: {ids}.',
    cure: 'Reply to one of these ids instead of the number of the step.',
  },
  AUTOTRAIL_WAIT_TIMED_OUT: {
    sentence: 'The trail did not come to `{until}` within {seconds} s.',
    cure: 'The trail goes on. The command `status` shows what it waits for.',
  },
  AUTOTRAIL_NO_TRAIL_FILE: {
    sentence: 'Expected a trail file at {file}, found {found}.',
    cure: 'Give the path of a TypeScript or JavaScript file whose default export is a trail definition.',
  },
  AUTOTRAIL_TRAIL_FILE_FAILED: {
    sentence: 'The trail file {file} cannot be loaded: {reason}',
    cure: 'Correct the file; nothing was started.',
  },
  AUTOTRAIL_NOT_A_DEFINITION: {
    sentence:
      'Expected the default export of {file} to be a trail definition, or an object with the key `definition`, got {found}.',
    cure: 'End the file with `export default [[first, second], [second, third]];`.',
  },
  AUTOTRAIL_NOT_PRINTED: {
    sentence: 'Not all that there is to say could be printed: {reason}.',
    cure: 'Look at the disk that the output goes to. What the command was to do is done, or goes on.',
  },
  AUTOTRAIL_UNFORESEEN: {
    sentence: '{message}',
    cure: 'This error has no entry of its own: it comes from the program around the command, or it is a bug.',
  },
} as const;

/** Makes an error of this package's table. */
export const cliError: ErrorMaker<keyof typeof CLI_ERRORS> = defineErrors(CLI_ERRORS);

/** A command that was typed wrong, in a sentence. */
export function usageError(problem: string): Error {
  return cliError('AUTOTRAIL_USAGE', { problem });
}
