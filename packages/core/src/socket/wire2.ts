import { AutoTrailError, messageOf } from '../autotrail-error.js';
import { describeValue } from '../describe-value.js';
import { coreError } from '../errors.js';
import type { JsonObject, JsonValue } from '../json.js';
import { jsonCodec } from './codec.js';
import { nameOfRequest, type Replies } from './replies.js';

/** Pairs an answer with its request, on one connection. */
export type RequestId = string | number;

/** The value of `autotrail` in the first line and in the hello. */
export const WIRE_VERSION = 2;

/** Whether a first line opens the version of the wire that has a hello. */
export function opensWire2(message: JsonObject): boolean {
  return Object.hasOwn(message, 'autotrail');
}

/** @throws `AUTOTRAIL_WIRE_VERSION` if the first line asks for a version this server does not have. */
export function checkVersion({ autotrail = null }: JsonObject): void {
  if (autotrail !== WIRE_VERSION) throw coreError('AUTOTRAIL_WIRE_VERSION', { found: describeValue(autotrail) });
}

/** @throws `AUTOTRAIL_BAD_REQUEST` if a request's id cannot pair its answer with it. */
export function checkId(id: JsonValue): RequestId {
  // JSON has no infinity, but 1e999 is read as one.
  if (typeof id === 'string' || (typeof id === 'number' && Number.isFinite(id))) return id;
  throw coreError('AUTOTRAIL_BAD_REQUEST', { what: '`id` to be a string or a finite number', found: describeValue(id) });
}

/** The client's first line. */
export function wire2Opening(token: string | undefined): string {
  return jsonCodec.encode(token === undefined ? { autotrail: WIRE_VERSION } : { autotrail: WIRE_VERSION, token });
}

/** The server's first line. */
export function wire2Hello(fields: JsonObject): string {
  return jsonCodec.encode({ ...fields, autotrail: WIRE_VERSION });
}

/** The line that brings an event to a subscriber. */
export function wire2Push(subscription: JsonValue, event: JsonValue): string {
  return jsonCodec.encode({ subscription, event });
}

/** How wire version 2 answers a request. */
export function wire2Replies(id: RequestId, request: JsonObject): Replies {
  return {
    answer: (response) => jsonCodec.encode({ ...response, id }),
    failure: (thrown) => jsonCodec.encode({ id, name: nameOfRequest(request), result: null, error: errorBody(thrown) }),
  };
}

/** The line about a request that could not be paired with an answer: it has no id. */
export function wire2Failure(thrown: unknown): string {
  return jsonCodec.encode({ id: null, name: null, result: null, error: errorBody(thrown) });
}

function errorBody(thrown: unknown): JsonObject {
  const error = AutoTrailError.is(thrown) ? thrown : coreError('AUTOTRAIL_HANDLER_FAILED', { reason: messageOf(thrown) });
  const { code, message, hint } = error;
  return hint === undefined ? { code, message } : { code, message, hint };
}
