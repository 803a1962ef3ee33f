/** What people type at the REPL to answer a question, and what is meant by it. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '@autotrail/core';
import type { OpenPrompt } from '@autotrail/layer1';
import { printable } from '../printable.js';
import { jsonText } from '../words/json-text.js';

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
