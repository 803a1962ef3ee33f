/** How a question is told to people, and what they type to answer it. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '@autotrail/core';
import type { OpenPrompt } from '@autotrail/layer1';
import { printable } from '../printable.js';
import { jsonText } from './json-text.js';

/** What is done when the time to answer is over. */
const WHEN_OVER: Readonly<Record<NonNullable<OpenPrompt['onTimeout']>, string>> = {
  fail: 'it fails',
  default: 'the default stands',
  skip: 'the step is skipped',
};

/** What is asked, and how: the choices, who may answer, and what else there is to know. */
export function promptText(prompt: Omit<OpenPrompt, 'id'>): string {
  const { choices, mayAnswer, deadline, onTimeout = 'fail', reminders, schema } = prompt;
  const terms = [
    choices && `one of ${choices.map(jsonText).join(', ')}`,
    prompt.default !== undefined && `mostly ${jsonText(prompt.default)}`,
    schema && `as in ${JSON.stringify(schema)}`,
    mayAnswer && `answered by ${mayAnswer.join(', ')}`,
    deadline && `until ${deadline}, then ${WHEN_OVER[onTimeout]}`,
    reminders && `reminded ${reminders === 1 ? 'once' : `${reminders} times`}`,
  ].filter((term) => typeof term === 'string');
  return printable(`${jsonText(prompt.message)}${terms.length === 0 ? '' : ` (${terms.join('; ')})`}`);
}

/** What is typed at the REPL to answer a prompt. Where only some may answer, it says who does: a dot command cannot. */
export function answerHint({ id, choices = [], mayAnswer }: Pick<OpenPrompt, 'id' | 'choices' | 'mayAnswer'>): string {
  const write = mayAnswer === undefined ? (choice: JsonValue) => typedChoice(choice, choices) : JSON.stringify;
  const [first, ...others] = choices.map((choice) => write(choice));
  const value = first ?? '<value>';
  const [actor, ...more] = (mayAnswer ?? []).map((name) => JSON.stringify(name));
  const call = actor === undefined ? `.reply ${id} ${value}` : `reply(${JSON.stringify(id)}, ${value}, { actor: ${actor} })`;
  const instead = [others, more].filter((list) => list.length > 0).map((list) => `or ${list.join(', ')}`);
  return printable(`${call}${instead.length === 0 ? '' : `  (${instead.join('; ')})`}`);
}

/** The choice that a typed text means, as JSON or as it stands; `undefined` if it means none. */
export function choiceOf(text: string, choices: readonly JsonValue[]): JsonValue | undefined {
  const value = jsonOf(text);
  const [meant] = [
    ...choices.filter((choice) => isDeepStrictEqual(choice, value)),
    ...choices.filter((choice) => choice === text),
  ];
  return meant;
}

/** What is typed for one of the choices: a text as it stands, if that is plain. */
export function typedChoice(choice: JsonValue, choices: readonly JsonValue[]): string {
  const isPlain = choice !== '' && choice === printable(jsonText(choice)).trim() && choiceOf(choice, choices) === choice;
  return isPlain ? choice : printable(JSON.stringify(choice));
}

/** `undefined` for what is no JSON. */
function jsonOf(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
