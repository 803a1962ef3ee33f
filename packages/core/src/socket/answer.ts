import type { JsonObject, JsonValue } from '../json.js';
import { isJsonObject } from './codec.js';

/** The answer to a request of wire version 2. */
export interface Answer {
  readonly name: string | null;
  readonly result: JsonValue;
  /** Null if the request was carried out. */
  readonly error: AnswerError | null;
}

/** Why a request failed, as the server says it. */
export interface AnswerError {
  readonly code: string;
  readonly message: string;
  /** What can be done about it. */
  readonly hint?: string;
}

/** The answer in a line of the server. */
export function readAnswer({ name = null, result = null, error = null }: JsonObject): Answer {
  return { name: typeof name === 'string' ? name : null, result, error: readError(error) };
}

/** The error in an answer; wire version 1 knows only its message. */
function readError(error: JsonValue): AnswerError | null {
  if (error === null) return null;
  const { code, message, hint }: JsonObject = isJsonObject(error) ? error : { message: error };
  const known = {
    code: typeof code === 'string' ? code : 'AUTOTRAIL_BAD_ANSWER',
    message: typeof message === 'string' ? message : JSON.stringify(error),
  };
  return typeof hint === 'string' ? { ...known, hint } : known;
}
