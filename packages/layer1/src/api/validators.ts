import type { JsonObject, JsonValue } from '@autotrail/core';
import { LONGEST_ACTOR, LONGEST_REASON } from '../operator-note.js';
import { isStepState } from '../states.js';
import { LATEST_TIME } from '../time-limits.js';
import type { Wire } from './api-call.js';
import { isCallPlan } from './planning/is-call-plan.js';
import { STATUS_KEYS } from './status.js';
import { STATUS_FIELDS } from './status-words.js';

/** What a field of a call must be. A user's own calls reuse these. */
export interface Validator {
  /** What is expected, for the error. */
  readonly expected: string;
  /** The value of the field where a call on wire 2 leaves it out. Without it the field is required; on wire 1 every field is. */
  readonly fallback?: JsonValue;
  /** The first version of the wire that knows the field; before it the field is ignored. @default 1 */
  readonly since?: Wire;
  isValid(value: JsonValue, wire: Wire): boolean;
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
const isObject = (value: JsonValue): value is JsonObject => typeof value === 'object' && value !== null && !isList(value);
const isScalar = (value: JsonValue): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const selector: Validator = {
  expected: 'an object of tags, each a string, a number or a boolean',
  fallback: {},
  isValid: (value) => isObject(value) && Object.values(value).every(isScalar),
};

const someSteps: Validator = {
  expected: `${selector.expected}, or null for the trail as a whole`,
  fallback: null,
  isValid: (value, wire) => value === null || selector.isValid(value, wire),
};

const boolean: Validator = { expected: 'true or false', fallback: false, isValid: (value) => typeof value === 'boolean' };

const count: Validator = {
  expected: 'an integer from 1 up',
  isValid: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
};

const index: Validator = {
  expected: 'an integer from 0 up',
  fallback: 0,
  isValid: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
};

const states: Validator = {
  expected: 'a list of states; an empty one stands for all',
  fallback: [],
  isValid: (value) => isList(value) && value.every(isStepState),
};

const statusFields: Validator = {
  expected: 'a list of status fields',
  fallback: null,
  isValid: (value, wire) => {
    const known: readonly JsonValue[] = wire === 1 ? STATUS_FIELDS : STATUS_KEYS;
    return isList(value) ? value.every((field) => known.includes(field)) : value === null && wire === 2;
  },
};

const call: Validator = {
  expected: 'a call: an object with a name and the fields it needs',
  isValid: (value) => isObject(value) && typeof value.name === 'string',
};

const plan: Validator = { expected: 'a plan, as the call `plan` answers one', isValid: isCallPlan };

const text: Validator = { expected: 'a string', isValid: (value) => typeof value === 'string' };

const json: Validator = { expected: 'any JSON value', isValid: () => true };

const until: Validator = {
  expected: "'finished', 'needsInput' or 'failed'",
  fallback: 'finished',
  isValid: (value) => value === 'finished' || value === 'needsInput' || value === 'failed',
};

const most: Validator = {
  expected: 'an integer from 0 up, or null for no limit',
  isValid: (value) => value === null || (Number.isSafeInteger(value) && Number(value) >= 0),
};

const time: Validator = {
  expected: `a time in ISO 8601, or in milliseconds since the epoch up to ${LATEST_TIME}, or null for no time`,
  fallback: null,
  since: 2,
  isValid: (value) => value === null || !Number.isNaN(timeOf(value)),
};

const note: Validator = {
  expected: 'a string or null',
  fallback: null,
  since: 2,
  isValid: (value) => typeof value === 'string' || value === null,
};

const actor = noteUpTo(LONGEST_ACTOR);

const reason = noteUpTo(LONGEST_REASON);

const own = {
  selector,
  someSteps,
  boolean,
  count,
  index,
  states,
  statusFields,
  call,
  plan,
  text,
  json,
  until,
  most,
  time,
  note,
  actor,
  reason,
};

/** The validators of AutoTrail's own calls, by what they check. */
export const validators: Readonly<Record<keyof typeof own, Validator>> = own;

/** The time that a value names, in milliseconds since the epoch; `NaN` if it names none. */
export function timeOf(value: JsonValue): number {
  if (typeof value === 'number') return Number.isSafeInteger(value) && Math.abs(value) <= LATEST_TIME ? value : Number.NaN;
  // Other forms are read otherwise by every engine, and in the zone of whoever reads them.
  const isIso = typeof value === 'string' && /^(\d{4}|\+\d{6})-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value);
  return isIso ? Date.parse(value) : Number.NaN;
}

function noteUpTo(characters: number): Validator {
  return {
    ...note,
    expected: `a string of at most ${characters} characters, or null`,
    isValid: (value) => value === null || (typeof value === 'string' && value.length <= characters),
  };
}
