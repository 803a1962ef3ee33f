import { defineErrors, type ErrorMaker } from '@autotrail/core';
import { LAYER1_ERRORS } from '@autotrail/layer1';

/** Every error `@autotrail/helpers` fails a step with or throws on purpose, beside those of layer1 about options and steps. */
export const HELPERS_ERRORS = {
  AUTOTRAIL_BAD_COMMAND: {
    sentence: 'Expected {expected}, got {found}.',
    cure: 'A command is a string, an array of strings, sh`...`, or a function that answers one of these or null.',
  },
  AUTOTRAIL_BAD_INSTRUCTION: {
    sentence: 'Expected the text of an instruction to be a string, a template, null or undefined, got {found}.',
    cure: 'Give a string, or a function that answers one or null.',
  },
  AUTOTRAIL_BAD_TEMPLATE: {
    sentence: 'Expected every brace to belong to a `{name}`, a `{{` or a `}}`, got {found} in {template}.',
    cure: 'Write `{{` for a brace that opens and `}}` for one that closes.',
  },
  AUTOTRAIL_QUOTED_PLACEHOLDER: {
    sentence: 'Expected the placeholders of a shell script to stand outside of single quotes, got {found}.',
    cure: 'Use double quotes or none: a value is passed as a variable, which a shell does not look for between single quotes.',
  },
  AUTOTRAIL_MISSING_ATTRIBUTE: {
    sentence: 'Expected the context to have an attribute {name}, got one with: {known}.',
    cure: 'Check the spelling of the name, or add the attribute to the context. Inherited properties do not count, getters do.',
  },
  AUTOTRAIL_BAD_VALUE: {
    sentence: 'Expected {what} to be a string, a number or a boolean, got {found}.',
    cure: 'Only these can be put into a text. Turn the value into a string first.',
  },
  AUTOTRAIL_BAD_PARAMETERS: {
    sentence: 'Expected a parameter extractor to answer an object, got {found}.',
    cure: 'Answer an object whose keys are parameters of the wrapped function, `{}` where there are none.',
  },
  AUTOTRAIL_BAD_DOT_COMMAND: {
    sentence: 'Expected {expected}, got {found}.',
    cure: 'See `.help` for the commands. Steps are given by number, name, key=text or key:=json, or as the word `all`.',
  },
  AUTOTRAIL_INSTRUCTION_NOT_COMPLETED: {
    sentence: 'The instruction was not completed: expected the reply true, got {reply}.',
    cure: 'Do what the instruction says and rerun the step, or skip it.',
  },
  AUTOTRAIL_COMMAND_FAILED: {
    sentence: 'The command failed with {how}.',
    cure: 'Read its output, put right what is wrong, and rerun the step.',
  },
  AUTOTRAIL_PROGRAM_NOT_FOUND: {
    sentence: 'The command cannot be started: there is no program {program}.',
    cure: 'Install it, check the PATH, or give its path. For a script, check also the interpreter that its first line names.',
  },
  AUTOTRAIL_FOLDER_NOT_FOUND: {
    sentence: 'The command cannot be started: there is no folder {cwd} to run it in.',
    cure: 'Create the folder, or check the option `cwd`; a relative path starts at the folder of the server.',
  },
  AUTOTRAIL_COMMAND_NOT_STARTED: {
    sentence: 'The command cannot be started: {reason}.',
    cure: 'Check that the program may be executed, that its arguments are not too long, and that the machine has room for it.',
  },
  AUTOTRAIL_NO_ATTEMPT_FOLDER: {
    sentence: 'Expected a journal, beside which a command that outlives its server keeps its files, got none for: {command}.',
    cure: 'Give the server a journal, or leave out the option `outlivesServer`.',
  },
  AUTOTRAIL_ALREADY_STARTED: {
    sentence: 'Expected attempt {key} to be started for the first time, but there is its folder {folder}.',
    cure: 'No attempt is started twice. Rerun the step: the next attempt has a number of its own.',
  },
  AUTOTRAIL_EXIT_UNKNOWN: {
    sentence: 'Nobody can say how the command ended: what was to note its exit code was killed itself.',
    cure: 'Look at what the command has done, then rerun the step or skip it.',
  },
  AUTOTRAIL_LAUNCHER_NOT_STARTED: {
    sentence: 'The launcher, which starts the processes of this server, cannot be started itself: {reason}.',
    cure: 'Check that the folder for temporary files can be written to, and that the machine has room for another process.',
  },
  AUTOTRAIL_LAUNCHER_GONE: {
    sentence: 'Expected {what} to run to its end, but the launcher that owned it is gone ({reason}).',
    cure: 'What it has left running was ended. Rerun the step: a new launcher is started by itself.',
  },
  AUTOTRAIL_BAD_ISOLATED_ACTION: {
    sentence: 'Expected {what} of an isolated action to be {expected}, got {found}.',
    cure: "Write `isolated(new URL('./actions.js', import.meta.url), 'exportName')`.",
  },
  AUTOTRAIL_ACTION_NOT_LOADED: {
    sentence: 'The isolated action {name} cannot be loaded from {file}: {reason}.',
    cure: 'Check the URL, the spelling of the export, and that importing the file alone does not fail.',
  },
  AUTOTRAIL_ACTION_ENDED: {
    sentence: 'The process of the isolated action {name} of {file} ended before the action did: {how}.',
    cure: 'Read its output, put right what is wrong, and rerun the step. More memory: the option `execArgv`.',
  },
  AUTOTRAIL_NOT_THREADSAFE: {
    sentence: 'Expected an object with methods, got {found}.',
    cure: 'Give `threadsafe` an object of which isolated actions are to call methods; data needs no wrapping.',
  },
  AUTOTRAIL_NO_METHOD: {
    sentence: 'Expected a method that isolated actions may call, got {method}.',
    cure: 'Methods of the object given to `threadsafe`, own and inherited, may be called; `constructor` may not.',
  },
  AUTOTRAIL_SECRET_IN_ARGUMENTS: {
    sentence: 'Expected no secret among the arguments of a command, which everybody on the machine can list, got {found}.',
    cure: 'Pass it in the option `env`, and have the program read that variable; or write it to stdin.',
  },
} as const;

/** Makes an error of this package's table. */
export const helpersError: ErrorMaker<keyof typeof HELPERS_ERRORS> = defineErrors(HELPERS_ERRORS);

/** Makes an error of layer1's table: what is wrong with an option or a definition is said in the same words everywhere. */
export const layer1Error: ErrorMaker<keyof typeof LAYER1_ERRORS> = defineErrors(LAYER1_ERRORS);
