import type { JsonObject, JsonValue } from '@autotrail/core';
import { API_CALL_DEFINITIONS, validateApiCall } from '@autotrail/layer1';
import type { Verdict, Wire } from './hostile-line.js';

/** What a line is found to be: what is owed for it, and whether it may be sent to a trail that nothing is to happen to. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Whether it would change the trail, or be held back until something changes it. */
  readonly isForbidden: boolean;
}

const MAX_BYTES = 1024 * 1024;
const MAX_LEVELS = 64;
const MAX_REQUEST_ID = 200;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const UNREADABLE: Judgement = { verdict: { id: null, outcome: 'refused', ends: true }, isForbidden: false };

/**
 * Judges a line by its own reading of the protocol, beside the server: only the calls' fields are checked by layer1, in a run of its
 * own.
 */
export function judge(bytes: Uint8Array, wire: Wire): Judgement {
  if (bytes.length > MAX_BYTES) return UNREADABLE;
  try {
    const line = strictUtf8.decode(bytes);
    const text = line.startsWith('%') ? decodeURIComponent(line) : line;
    const message: JsonValue = JSON.parse(text);
    return isSound(text, message) ? judgeMessage(message, wire) : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}

function judgeMessage(message: JsonValue, wire: Wire): Judgement {
  // On version 1 every connection has one answer, and it bears no id.
  const anonymous = { id: null, ends: wire === 1 } as const;
  if (!isObject(message)) return { verdict: { ...anonymous, outcome: 'refused' }, isForbidden: false };
  if (wire === 1) return judgeCall(message, 1, anonymous);
  const { id = null, ...fields } = message;
  const isId = typeof id === 'string' || (typeof id === 'number' && Number.isFinite(id));
  if (!isId) return { verdict: { ...anonymous, outcome: 'refused' }, isForbidden: false };
  return judgeCall(fields, 2, { id: JSON.stringify(id), ends: false });
}

function judgeCall(message: JsonObject, wire: Wire, owed: Omit<Verdict, 'outcome'>): Judgement {
  try {
    const { call } = validateApiCall(message, API_CALL_DEFINITIONS, wire);
    if (wire === 2 && !isRequestId(message)) return { verdict: { ...owed, outcome: 'refused' }, isForbidden: false };
    const acts = Object.hasOwn(call, 'dry_run') && call.dry_run !== true;
    const isHeldBack = call.name === 'wait' && call.until !== 'needsInput';
    return { verdict: { ...owed, outcome: 'either' }, isForbidden: acts || isHeldBack };
  } catch {
    return { verdict: { ...owed, outcome: 'refused' }, isForbidden: false };
  }
}

function isRequestId(message: JsonObject): boolean {
  const id = Object.hasOwn(message, 'request_id') ? (message.request_id ?? null) : null;
  return id === null || (typeof id === 'string' && id.length > 0 && id.length <= MAX_REQUEST_ID);
}

/** Whether a text is shallow enough, names no prototype, and says everything once. */
function isSound(text: string, message: JsonValue): boolean {
  let keys = 0;
  let level: readonly JsonValue[] = [message];
  for (let depth = 0; level.length > 0; depth += 1) {
    const containers = level.filter((value) => typeof value === 'object' && value !== null);
    if (containers.length > 0 && depth >= MAX_LEVELS) return false;
    const objects = containers.filter(isObject);
    if (objects.some(namesPrototype)) return false;
    keys += objects.reduce((sum, object) => sum + Object.keys(object).length, 0);
    level = containers.flatMap((container) => Object.values(container as JsonObject));
  }
  // Of a key that stands twice the parser keeps one.
  return keys === keysWritten(text);
}

function namesPrototype(object: JsonObject): boolean {
  const made = Object.hasOwn(object, 'constructor') ? (object.constructor as unknown as JsonValue) : null;
  return Object.hasOwn(object, '__proto__') || (isObject(made) && Object.hasOwn(made, 'prototype'));
}

function keysWritten(text: string): number {
  let keys = 0;
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*(:?)/gs)) if (colon === ':') keys += 1;
  return keys;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
