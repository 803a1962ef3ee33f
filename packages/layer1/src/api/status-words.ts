import type { JsonObject, JsonValue } from '@autotrail/core';
import type { Trail } from '../trail/trail.js';
import type { TrailStep } from '../trail/trail-step.js';
import { type StatusKey, statusOf } from './status.js';

/** The words for the fields of a status on wire 1, where `n` and `Name` are always answered. */
export const StatusField = {
  N: 'n',
  Name: 'Name',
  Tags: 'Tags',
  State: 'State',
  ReturnValue: 'Return value',
  OutputMessages: 'Output messages',
  InputMessages: 'Input messages',
  PromptMessages: 'Prompt messages',
  WaitingForResponse: 'Waiting for response',
} as const;

/** A word for a field of a status on wire 1. */
export type StatusField = (typeof StatusField)[keyof typeof StatusField];

/** All words for the fields of a status on wire 1. */
export const STATUS_FIELDS: readonly StatusField[] = Object.values(StatusField);

const KEYS: Readonly<Record<StatusField, StatusKey>> = {
  n: 'n',
  Name: 'name',
  Tags: 'tags',
  State: 'state',
  'Return value': 'returnValue',
  'Output messages': 'outputMessages',
  'Input messages': 'inputMessages',
  'Prompt messages': 'promptMessages',
  'Waiting for response': 'waitingForResponse',
};

/** The status of a step as wire 1 answers it. */
export function statusInWords(trail: Trail, step: TrailStep, fields: readonly StatusField[]): JsonObject {
  const words = new Set<StatusField>([StatusField.N, StatusField.Name, ...fields]);
  const status = statusOf(
    trail,
    step,
    [...words].map((word) => KEYS[word]),
  );
  return Object.fromEntries([...words].map((word) => [word, inWords(word, status[KEYS[word]] as JsonValue)]));
}

function inWords(word: StatusField, value: JsonValue): JsonValue {
  if (word === StatusField.PromptMessages) return (value as readonly JsonValue[]).map(promptText);
  if (word === StatusField.WaitingForResponse) return value === null ? null : promptText((value as JsonObject).message ?? null);
  return value;
}

/** Wire 1 knows prompts as texts only. */
function promptText(message: JsonValue): string {
  return typeof message === 'string' ? message : JSON.stringify(message);
}
