import type { JsonObject, JsonValue } from '@autotrail/core';
import type { Handler } from '@autotrail/core/socket';
import type { Build } from './build.js';
import { buildError } from './errors.js';

type Call = (build: Build, fields: JsonObject) => JsonValue;

/** The calls of this engine, by their names on the wire. */
const CALLS: Readonly<Record<string, Call>> = {
  progress: (build) => build.progress(),
  // No task has an empty name: what is missing or no string is refused with the names there are.
  cancel: (build, { task }) => build.cancel(typeof task === 'string' ? task : ''),
};

/** Answers the calls about a build. What is thrown here is an answer too: core sends it as the error. */
export function answerCalls(build: Build): Handler {
  return ({ message }) => {
    const { name = null } = message;
    // hasOwn: a stranger may ask for `constructor`, which every object seems to have.
    const call = typeof name === 'string' && Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
    if (call === undefined) throw buildError('BUILD_UNKNOWN_CALL', { calls: Object.keys(CALLS).join(', ') });
    return { response: { name, result: call(build, message), error: null }, keepServing: true };
  };
}
