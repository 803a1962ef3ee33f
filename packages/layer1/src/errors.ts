import { defineErrors, type ErrorMaker } from '@autotrail/core';

/** Every error `@autotrail/layer1` throws, answers or fails a step with on purpose. */
export const LAYER1_ERRORS = {
  AUTOTRAIL_NOT_A_STEP: {
    sentence: 'Expected entry {position} of the definition to hold steps, got {found}.',
    cure: 'Make steps with `new Step(action, tags)` or `step(action, tags)`.',
  },
  AUTOTRAIL_BAD_OPTION: {
    sentence: 'Expected option `{option}` of {owner} to be {expected}, got {found}.',
    cure: 'See the documentation of the option for its unit and default, and for what it may be.',
  },
  AUTOTRAIL_UNKNOWN_OPTION: {
    sentence: 'Expected an option of {owner} among {known}, got `{option}`.',
    cure: 'Check the spelling of the option.',
  },
  AUTOTRAIL_BAD_FAILURE_PAIR: {
    sentence: 'Expected failure pair {pair} to say what is done when a step fails, but {why}.',
    cure: 'Name the step and what is done when it fails; a step cannot follow both the success and the failure of another.',
  },
  AUTOTRAIL_NOT_BEFORE: {
    sentence: 'Expected step {step} to use only results of steps that come before it, got {used}.',
    cure: 'Put the step before it in the definition, or take it out of `uses`.',
  },
  AUTOTRAIL_NOT_USED: {
    sentence: 'Expected a step that is named in `uses` of step {step}, got {found}.',
    cure: 'Name in `uses` every step whose result the action asks for.',
  },
  AUTOTRAIL_STEP_TIMED_OUT: {
    sentence: 'The attempt took longer than {timeoutMs} ms.',
    cure: 'Give the step a longer `timeoutMs`, or rerun it.',
  },
  AUTOTRAIL_BELOW_RUNS: {
    sentence: 'Steps below cannot be run again while some of them run: {steps}.',
    cure: 'Nothing was changed. Interrupt them first, or wait until they have ended.',
  },
  AUTOTRAIL_ANSWER_REFUSED: {
    sentence: 'Prompt {promptId} does not take {value}: {why}.',
    cure: 'Nothing was changed, and the prompt is still open: answer it with another value.',
  },
  AUTOTRAIL_NOT_YOURS_TO_ANSWER: {
    sentence: 'Prompt {promptId} may be answered by {mayAnswer}, not by {actor}.',
    cure: 'Nothing was changed, and the prompt is still open: somebody who may must answer it, giving their name as `actor`.',
  },
  AUTOTRAIL_BAD_PARAMS: {
    sentence: 'The parameters of this run are not what its trail expects: {differences}.',
    cure: 'Nothing was run. Give what is missing, and correct what is wrong: `--param name=value` on the command line.',
  },
  AUTOTRAIL_PARAMS_CHANGED: {
    sentence: 'Expected the parameters that run {run} of trail {trail} was begun with, got others: {differences}.',
    cure: 'Leave the parameters out to go on with the old ones, or begin a fresh run.',
  },
  AUTOTRAIL_NO_CONTEXT: {
    sentence: 'The context cannot be {done}: {why}.',
    cure: 'Nothing was changed. Read the whole context to see what is where; what may be done with it the server says: option `contextAccess`.',
  },
  AUTOTRAIL_BAD_TABLE: {
    sentence: 'Expected only rows with `on: "reached"` to lead into a state in which an attempt is under way, got row `{row}`.',
    cure: 'Lead the row to Waiting: the step then runs when it is reached, the trail was started and no attempt of it is left.',
  },
  AUTOTRAIL_UNKNOWN_ROW: {
    sentence: 'Expected the name of a row of the transition table, got {row}.',
    cure: 'Add the row to the table that is passed to `buildTrail`.',
  },
  AUTOTRAIL_UNKNOWN_CALL: {
    sentence: 'API name {name} is invalid.',
    cure: 'The calls are listed in docs/protocol.md.',
  },
  AUTOTRAIL_BAD_FIELD: {
    sentence: 'Expected field `{field}` of call {name} to be {expected}, got {found}.',
    cure: 'The fields of each call are listed in docs/protocol.md.',
  },
  AUTOTRAIL_UNKNOWN_PROMPT: {
    sentence: 'There is no prompt {promptId}.',
    cure: 'The status of a step lists the ids of its open prompts.',
  },
  AUTOTRAIL_PROMPT_CLOSED: {
    sentence: 'Prompt {promptId} is closed: {why}.',
    cure: 'Nothing was changed. If the step asks again, the new prompt has an id of its own.',
  },
  AUTOTRAIL_PROMPT_TIMED_OUT: {
    sentence: 'Nobody answered the prompt within {timeoutMs} ms.',
    cure: 'Rerun the step, or give its prompt a longer `timeoutMs`.',
  },
  AUTOTRAIL_ATTEMPT_OVER: {
    sentence: 'Attempt {attempt} of this step is over ({reason}).',
    cure: 'Actions should end when `env.signal` aborts.',
  },
  AUTOTRAIL_NOT_JSON: {
    sentence: 'Expected {what} to be JSON, got {found} at {path}.',
    cure: 'Turn it into strings, numbers, booleans, null, arrays and plain objects first.',
  },
  AUTOTRAIL_TRANSPORT_IN_USE: {
    sentence: 'A server already listens on this transport.',
    cure: 'Give each server a transport of its own.',
  },
  AUTOTRAIL_CLIENT_GONE: {
    sentence: 'The client hung up before its call could be answered.',
    cure: 'Keep the connection open, for writing too, until the answer is there.',
  },
  AUTOTRAIL_INTERNAL: {
    sentence: 'The server has ended because of an error of its own: {message}.',
    cure: 'Start the trail again, and report this as a bug.',
  },
  AUTOTRAIL_SERVER_ENDING: {
    sentence: 'The server is shutting down.',
    cure: 'Start the trail again to go on.',
  },
  AUTOTRAIL_BAD_SECRET_NAME: {
    sentence: 'Expected the name of a secret to be 1 to 128 letters, digits, dots, underscores and hyphens, got {found}.',
    cure: 'Give the name of the secret, not its value: `secret("PGPASSWORD")` reads the environment variable PGPASSWORD.',
  },
  AUTOTRAIL_BAD_SECRET_VALUE: {
    sentence: 'Expected the value of secret {name} to be a string of at most {maximum} characters, got {found}.',
    cure: 'Give the string that is to be masked; of a longer one, the parts that are secret.',
  },
  AUTOTRAIL_SECRET_MISSING: {
    sentence: 'Expected the environment variable {name} to hold a secret, found {found}.',
    cure: 'Set the variable before the trail is started, or register a value from elsewhere with `registerSecret`.',
  },
  AUTOTRAIL_SECRET_TOO_SHORT: {
    sentence: 'Expected secret {name} to have at least {minimum} characters, not counting blanks around them, got {characters}.',
    cure: 'Use a longer one: so short a text occurs everywhere, and would be masked everywhere.',
  },
  AUTOTRAIL_INVARIANT_BROKEN: {
    sentence: 'The trail has broken a rule of its own, and ends before it does harm: {invariant}.',
    cure: 'Start the trail again: it goes on from its journal. Report this as a bug, with the journal.',
  },
  AUTOTRAIL_DEFINITION_CHANGED: {
    sentence: 'Expected the definition that run {run} of trail {trail} was begun with, found another one: {differences}.',
    cure: 'Go on with the old definition, or begin a fresh run.',
  },
  AUTOTRAIL_REQUEST_ID_REUSED: {
    sentence: 'Request id {requestId} was used for another call.',
    cure: 'Nothing was changed. Give every command an id of its own, and repeat one only with the very same command.',
  },
  AUTOTRAIL_NO_JOURNAL: {
    sentence: 'This trail has no journal.',
    cure: 'Give the server a journal: without one it remembers nothing.',
  },
  AUTOTRAIL_NOT_PLANNABLE: {
    sentence: 'Call {name} cannot be planned: {why}.',
    cure: 'Plans are made of the control calls that docs/protocol.md lists, with fields that may be shown.',
  },
  AUTOTRAIL_PLAN_OF_ANOTHER_RUN: {
    sentence: 'Expected a plan for run {run} of trail {trail}, got one for {found}.',
    cure: 'Nothing was changed. Apply the plan where it was made, or make one here.',
  },
  AUTOTRAIL_PLAN_STALE: {
    sentence: 'The plan of {call}, made at revision {made}, no longer holds at revision {revision}: {differences}.',
    cure: 'Nothing was changed. Make the plan anew, look at it, and apply that one.',
  },
  AUTOTRAIL_UNREADABLE: {
    sentence: 'What the trail remembers could not be read: {message}.',
    cure: 'Nothing was changed. See the error underneath (`cause`) in the log of the server.',
  },
} as const;

/** Makes an error of this package's table. */
export const layer1Error: ErrorMaker<keyof typeof LAYER1_ERRORS> = defineErrors(LAYER1_ERRORS);
