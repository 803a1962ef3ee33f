import type { JsonValue } from '@autotrail/core';
import type { Command } from 'commander';
import { usageError } from '../errors.js';

const VALUE_TYPES = ['string', 'number', 'boolean', 'json'] as const;

/** What a value on the command line can be said to be. */
export type ValueType = (typeof VALUE_TYPES)[number];

const TRUE = ['true', '1', 'yes', 'on'];
const FALSE = ['false', '0', 'no', 'off'];

const READERS: Readonly<Record<ValueType, (text: string) => JsonValue>> = {
  string: (text) => text,
  number: readNumber,
  boolean: readBoolean,
  json: readJson,
};

/** Adds the option that says of which type a value is. */
export function addTypeOption(command: Command): void {
  command.addOption(command.createOption('--type <type>', 'what the value is').choices(VALUE_TYPES).default('string'));
}

/** Adds the option that says of which type an answer is, where that is not left to the prompt. */
export function addAnswerTypeOption(command: Command): void {
  const option = command.createOption(
    '--type <type>',
    'what the value is (default: a text; JSON where the prompt takes no such text)',
  );
  command.addOption(option.choices(VALUE_TYPES));
}

/** A typed text as the value it stands for. @throws AutoTrailError `AUTOTRAIL_USAGE` if it is none of that type */
export function readTypedValue(text: string, type: ValueType): JsonValue {
  return READERS[type](text);
}

function readNumber(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw usageError(`Expected a number, got ${JSON.stringify(text)}.`);
  return value;
}

/** The text is read, not tested for being there: `False` is false. */
function readBoolean(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (!TRUE.includes(word) && !FALSE.includes(word)) {
    throw usageError(`Expected one of ${[...TRUE, ...FALSE].join(', ')}, got ${JSON.stringify(text)}.`);
  }
  return TRUE.includes(word);
}

function readJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw usageError(`Expected JSON, got ${JSON.stringify(text)}.`);
  }
}
