import type { JsonObject } from '../json.js';

/** The lines that may answer one request; which of them is sent, and when, is not decided here. */
export interface Replies {
  /** The line of the handler's response. */
  answer(response: JsonObject): string;
  /** The line for a request that failed, or could not be read. */
  failure(thrown: unknown): string;
}

/** The name a request bears, for the answer that says what is wrong with it. */
export function nameOfRequest(request: JsonObject): string | null {
  return Object.hasOwn(request, 'name') && typeof request.name === 'string' ? request.name : null;
}
