import { describeValue } from '@autotrail/core';
import { isStepState, JOURNAL_FORMAT, type JournalRecord } from '@autotrail/layer1';
import type { LineFault } from './journal-line.js';

/** Every type of event. A journal with another one is of a later version, and is not to be guessed at. */
const EVENT_TYPES: Readonly<Record<JournalRecord['event']['type'], true>> = {
  created: true,
  resumed: true,
  command: true,
  message: true,
  reply: true,
  note: true,
  limit: true,
  context: true,
  shutdown: true,
  prompt: true,
  withdrawn: true,
  ended: true,
  survivors: true,
  timer: true,
};

/** What the next record of a journal must fit. */
export interface Expected {
  readonly revision: number;
  /** The epoch of the record before, or 1. */
  readonly epoch: number;
}

type Unknown<T> = { readonly [K in keyof T]?: unknown };

/** Why a value cannot be the next record of a journal, or `null` if it can. */
export function faultOfRecord(value: unknown, expected: Expected): LineFault | null {
  if (!isObject<JournalRecord>(value)) return { expected: 'a record', found: describeValue(value) };
  const { revision, epoch, at, event, changes, answered } = value;
  if (revision !== expected.revision) return fault(`revision ${expected.revision}`, revision);
  if (!isCount(epoch) || epoch < expected.epoch) return fault(`an epoch of ${expected.epoch} or more`, epoch);
  if (!Number.isFinite(at)) return fault('the time of a record', at);
  if (!Array.isArray(changes)) return fault('the changes of a record', changes);
  const wrong = changes.findIndex((change) => !isChange(change));
  if (wrong >= 0) return fault('a change of a step', changes[wrong]);
  if (answered !== undefined && !isAnswer(answered)) return fault('an answered request', answered);
  return faultOfEvent(event, revision === 0);
}

function faultOfEvent(event: unknown, first: boolean): LineFault | null {
  if (!isObject<JournalRecord['event']>(event)) return fault('an event', event);
  const { type } = event;
  if (typeof type !== 'string' || !Object.hasOwn(EVENT_TYPES, type)) return fault('an event of a type that is known', type);
  if (first !== (type === 'created')) return fault(`an event of type created ${first ? '' : 'nowhere but '}at revision 0`, type);
  if (!first) return null;
  const { format } = event as { readonly format?: unknown };
  return format === JOURNAL_FORMAT ? null : fault(`format ${JOURNAL_FORMAT}`, format);
}

function isChange(value: unknown): boolean {
  return (
    isObject<{ n: number; state: string }>(value) && isCount(value.n) && (value.state === undefined || isStepState(value.state))
  );
}

function isAnswer(value: unknown): boolean {
  const found = isObject<NonNullable<JournalRecord['answered']>>(value) ? value : {};
  return typeof found.requestId === 'string' && typeof found.digest === 'string' && found.result !== undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject<T>(value: unknown): value is Unknown<T> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(expected: string, found: unknown): LineFault {
  return { expected, found: describeValue(found) };
}
