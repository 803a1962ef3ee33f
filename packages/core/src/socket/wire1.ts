import { messageOf } from '../autotrail-error.js';
import type { JsonObject } from '../json.js';
import { percentCodec } from './codec.js';
import { nameOfRequest, type Replies } from './replies.js';

/** How wire version 1 answers a request; null is one that could not be read. */
export function wire1Replies(request: JsonObject | null): Replies {
  const name = request === null ? null : nameOfRequest(request);
  return {
    answer: (response) => percentCodec.encode(response),
    failure: (thrown) => percentCodec.encode({ name, result: null, error: messageOf(thrown) }),
  };
}
