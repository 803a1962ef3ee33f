import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '@autotrail/core';
import { jsonText } from '@autotrail/helpers';

/** The words for the choices of a prompt that asks yes or no. */
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['y', true],
  ['no', false],
  ['n', false],
]);

/**
 * What was typed to answer a prompt, where nobody said of which type it is. Among choices it is the one that is meant, by its text or as
 * JSON; else the text as it stands, and JSON only where the prompt does not take the text.
 *
 * @param takes - finds out whether the prompt takes a value
 */
export async function readTypedAnswer(
  text: string,
  choices: readonly JsonValue[],
  takes: (value: JsonValue) => Promise<boolean>,
): Promise<JsonValue> {
  if (choices.length > 0) {
    const choice = choiceOf(text, choices);
    // One of the choices may be `null`.
    return choice === undefined ? text : choice;
  }
  const value = jsonOf(text);
  return value === undefined || (await takes(text)) ? text : value;
}

function choiceOf(text: string, choices: readonly JsonValue[]): JsonValue | undefined {
  const value = jsonOf(text);
  const [meant] = [
    ...choices.filter((choice) => jsonText(choice) === text),
    ...choices.filter((choice) => isDeepStrictEqual(choice, value)),
  ];
  const isYesOrNo = choices.every((choice) => typeof choice === 'boolean');
  return meant === undefined && isYesOrNo ? WORDS.get(text.trim().toLowerCase()) : meant;
}

/** `undefined` for what is no JSON. */
function jsonOf(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
