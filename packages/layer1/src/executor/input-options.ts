import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '@autotrail/core';
import { asJson } from '../as-json.js';
import type { InputOptions } from '../environment.js';
import { layer1Error } from '../errors.js';
import { LONGEST_ACTOR } from '../operator-note.js';
import { checkOptions, type OptionRule } from '../options.js';
import { isStandardSchema, jsonSchemaOf, type StandardSchema, type Validated, validateBy } from '../standard-schema.js';
import { durationFrom } from '../time-limits.js';
import type { PromptTerms } from '../trail/prompt.js';

/** How a prompt is asked, once its options are checked: what the trail goes by, and what stays with the attempt. */
export interface InputSettings {
  readonly terms: PromptTerms;
  readonly schema: StandardSchema | undefined;
  readonly signal: AbortSignal | undefined;
}

const OWNER = 'a prompt';

const RULES: Readonly<Record<keyof InputOptions, OptionRule>> = {
  timeoutMs: durationFrom(1, 'for ever'),
  onTimeout: {
    expected: "'fail', 'default' or 'skip'",
    isValid: (value) => value === 'fail' || value === 'default' || value === 'skip',
  },
  default: { expected: 'JSON', isValid: () => true },
  choices: { expected: 'a list of at least one answer', isValid: (value) => Array.isArray(value) && value.length > 0 },
  schema: { expected: 'a Standard Schema of version 1', isValid: isStandardSchema },
  mayAnswer: {
    expected: `a list of at least one name, each of at most ${LONGEST_ACTOR} characters`,
    isValid: (value) => Array.isArray(value) && value.length > 0 && value.every(isName),
  },
  remindMs: durationFrom(1, 'never'),
  signal: { expected: 'an AbortSignal', isValid: (value) => value instanceof AbortSignal },
};

/**
 * Reads the options of a prompt. One left `undefined` counts as not given. Answers a promise only where a schema takes its time to look
 * at the default.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION`, `AUTOTRAIL_NOT_JSON`, or rejects with it
 */
export function readInputOptions(options: InputOptions): InputSettings | Promise<InputSettings> {
  checkOptions(OWNER, options, RULES);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const { schema, signal, ...asked } = Object.fromEntries(given) as InputOptions;
  const terms = { ...asked, ...jsonOf(asked), ...(schema !== undefined && termsOf(schema)) };
  checkTogether(terms);
  const settings = { terms, schema, signal };
  if (schema === undefined || terms.default === undefined) return settings;
  const validated = validateBy(schema, structuredClone(terms.default));
  return validated instanceof Promise ? validated.then((came) => withDefault(settings, came)) : withDefault(settings, validated);
}

/** Whether somebody could give a text as their `actor`. */
function isName(text: unknown): boolean {
  return typeof text === 'string' && text !== '' && text.length <= LONGEST_ACTOR;
}

/** Copies: whoever made them may go on changing them. */
function jsonOf({ default: fallback, choices, mayAnswer }: InputOptions): PromptTerms {
  return {
    ...(fallback !== undefined && { default: asJson(fallback, 'the default of a prompt') }),
    ...(choices !== undefined && { choices: asJson(choices, 'the choices of a prompt') as readonly JsonValue[] }),
    ...(mayAnswer !== undefined && { mayAnswer: [...mayAnswer] }),
  };
}

function termsOf(schema: StandardSchema): PromptTerms {
  const said = jsonSchemaOf(schema);
  return { ...(said !== undefined && { schema: said }), isChecked: true };
}

function checkTogether({ timeoutMs, onTimeout, default: fallback, choices }: PromptTerms): void {
  if (onTimeout !== undefined && timeoutMs === undefined) {
    throw badOption('timeoutMs', 'given where `onTimeout` is', 'nothing');
  }
  if (fallback === undefined) {
    if (onTimeout === 'default') throw badOption('default', "given where `onTimeout` is 'default'", 'nothing');
  } else if (choices?.every((choice) => !isDeepStrictEqual(choice, fallback)) === true) {
    throw badOption('default', 'one of the choices', JSON.stringify(fallback));
  }
}

function withDefault(settings: InputSettings, validated: Validated<unknown>): InputSettings {
  if (validated.isValid) return settings;
  throw badOption('default', 'a value that its schema takes', `one that it does not take (${validated.why})`);
}

function badOption(option: string, expected: string, found: string): Error {
  return layer1Error('AUTOTRAIL_BAD_OPTION', { option, owner: OWNER, expected, found });
}
