import { coreError } from '../errors.js';
import { type JsonObject, type JsonValue, MAX_JSON_DEPTH } from '../json.js';
import { checkRequest } from './check-request.js';
import { isDeeperThan } from './depth.js';
import { decodeLine, encodeLine } from './percent.js';

/** How a message becomes a line and a line a message. */
export interface Codec {
  /** The line of a message, its newline included. */
  encode(message: JsonObject): string;
  /**
   * The message of a line, which comes without its newline.
   *
   * @param maxDepth - Levels of arrays and objects that are accepted. @default {@link MAX_JSON_DEPTH}
   * @throws `AUTOTRAIL_BAD_LINE` or `AUTOTRAIL_TOO_DEEP`.
   */
  decode(line: string, maxDepth?: number): JsonValue;
}

/** Writes percent-encoded JSON, as wire version 1 does; reads plain JSON too. */
export const percentCodec: Codec = {
  encode: (message) => `${encodeLine(JSON.stringify(message))}\n`,
  decode: decodeJson,
};

/** Writes plain JSON, as wire version 2 does; reads percent-encoded JSON too. */
export const jsonCodec: Codec = {
  encode: (message) => `${JSON.stringify(message)}\n`,
  decode: decodeJson,
};

/**
 * The line of a message, its newline included.
 *
 * @param codec - How it is written. @default {@link percentCodec}
 */
export function encodeMessage(message: JsonObject, codec: Codec = percentCodec): string {
  return codec.encode(message);
}

/**
 * The message of a line that comes without its newline, at most {@link MAX_JSON_DEPTH} levels deep.
 *
 * @param codec - How it is read. @default {@link percentCodec}
 * @throws `AUTOTRAIL_BAD_LINE` if the line is no JSON, `AUTOTRAIL_TOO_DEEP` if it nests too deep.
 */
export function decodeMessage(line: string, codec: Codec = percentCodec): JsonValue {
  return codec.decode(line);
}

/**
 * The message of a line of a client, as a server reads it: of either codec, without its newline, at most {@link MAX_JSON_DEPTH}
 * levels deep, and in all of it no key twice in one object and none that names an object's prototype. Whatever hands requests of
 * strangers to a server reads them with this; answers hold anybody's data and are read with a codec.
 *
 * @throws `AUTOTRAIL_BAD_LINE`, `AUTOTRAIL_TOO_DEEP`, `AUTOTRAIL_DUPLICATE_KEY`, `AUTOTRAIL_FORBIDDEN_KEY`.
 */
export function decodeRequest(line: string): JsonValue {
  const text = textOf(line);
  checkRequest(text);
  return parse(text);
}

/** Whether a value is an object, and neither an array nor null. */
export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decodeJson(line: string, maxDepth: number = MAX_JSON_DEPTH): JsonValue {
  const text = textOf(line);
  if (isDeeperThan(maxDepth, text)) throw coreError('AUTOTRAIL_TOO_DEEP', { limit: maxDepth });
  return parse(text);
}

function textOf(line: string): string {
  // JSON cannot begin with a percent sign, so a line says itself whether it is encoded.
  return line.startsWith('%') ? decodeLine(line) : line;
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw coreError('AUTOTRAIL_BAD_LINE', { found: 'text that is not JSON' }, cause);
  }
}
