import { coreError } from '../errors.js';
import type { JsonObject } from '../json.js';
import { type Address, nameAddress } from './address.js';
import { type Codec, isJsonObject, percentCodec } from './codec.js';
import { openSocket } from './open-socket.js';
import { Patience, type WaitOptions } from './patience.js';
import { readLines } from './read-lines.js';

/** Options of {@link sendRequest}; without `timeoutMs` it waits for as long as the server lives. */
export interface SendRequestOptions extends WaitOptions {
  /** How request and answer are written. @default percentCodec */
  readonly codec?: Codec;
}

/**
 * Sends one request over a connection of its own, as wire version 1 does, and resolves with the answer, however large it is. An
 * answer that reports an error is an answer too: look at its `error`.
 *
 * @throws `AUTOTRAIL_SERVER_GONE` if nobody answers there, or the connection ends without an answer; `AUTOTRAIL_TIMEOUT` and the
 * signal's reason as its options say; `AUTOTRAIL_BAD_ANSWER` or `AUTOTRAIL_BAD_LINE` if what comes is no JSON object;
 * `AUTOTRAIL_BAD_ADDRESS` or `AUTOTRAIL_SOCKET_PATH_TOO_LONG`.
 *
 * @example
 * const { result, error } = await sendRequest('./release.sock', { name: 'list', tags: {} });
 */
export async function sendRequest(address: Address, request: JsonObject, options: SendRequestOptions = {}): Promise<JsonObject> {
  const { codec = percentCodec } = options;
  options.signal?.throwIfAborted();
  const line = codec.encode(request);
  const socket = openSocket(address);
  const patience = new Patience(socket, address, options);
  try {
    socket.write(line);
    for await (const answer of readLines(socket, Number.POSITIVE_INFINITY)) return readAnswer(answer, codec, address);
    throw new Error('the connection ended without an answer');
  } catch (error) {
    throw patience.explain(error);
  } finally {
    patience.end();
    socket.destroy();
  }
}

function readAnswer(line: string, codec: Codec, address: Address): JsonObject {
  // The limits are for requests: an answer may wrap values that have 64 levels themselves.
  const answer = codec.decode(line, Number.POSITIVE_INFINITY);
  if (isJsonObject(answer)) return answer;
  throw coreError('AUTOTRAIL_BAD_ANSWER', { what: 'an answer', address: nameAddress(address), found: 'JSON that is no object' });
}
