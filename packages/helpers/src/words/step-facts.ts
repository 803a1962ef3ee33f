import type { JsonObject, JsonValue } from '@autotrail/core';
import type { AttemptStatus, DescribedStep, OpenPrompt } from '@autotrail/layer1';
import { callName } from './call-name.js';
import { jsonText } from './json-text.js';
import { promptText } from './prompt-text.js';
import { decidedText } from './reason-text.js';
import { selectorText } from './selector-text.js';
import { stateText } from './state-text.js';
import { processText } from './survivors-text.js';

/** Something there is to know of a step: what it is called, and what it is, in one or more texts. */
export type StepFact = readonly [name: string, texts: readonly string[]];

type Fact = keyof Omit<DescribedStep, 'n' | 'name'>;
type Teller = (value: never) => readonly string[];

/** What is not told as any other value is. */
const TELLERS: { readonly [K in Fact]?: (value: DescribedStep[K]) => readonly string[] } = {
  tags: (tags) => [selectorText(tags)],
  by: (by) => (by === null ? [] : [decidedText(by)]),
  attempts: (attempts) => attempts.map(attemptText),
  survivors: (survivors) => survivors.map(processText),
  prompts: (prompts) => prompts.map(askedText),
  // The first of the prompts.
  waitingForResponse: () => [],
  returnValue: (value) => (value === null ? [] : [jsonText(value)]),
  outputMessages: (messages) => messages.map(jsonText),
  inputMessages: (messages) => messages.map(jsonText),
  promptMessages: (messages) => messages.map(jsonText),
  allowed: (calls) => (calls.length === 0 ? [] : [calls.map(callName).join(', ')]),
};

/**
 * All that `describe` tells of a step, in words: a line for each attempt, prompt, process and message. What there is nothing to tell of
 * is left out. The texts are as they come, so {@link printable} is for whoever shows them.
 *
 * @example
 * stepFacts(step); // [['state', ['Running']], …, ['policy', ['pauseOnFail true, graceMs 10000, …']], ['parents', ['0, 1']]]
 */
export function stepFacts({ n: _, name: __, ...facts }: DescribedStep): readonly StepFact[] {
  const told = Object.entries(facts).map(([name, value]): StepFact => [name, factTexts(name, value as JsonValue)]);
  return told.filter(([, texts]) => texts.length > 0);
}

/** An attempt that is over: what came of it, and when. */
export function attemptText({ attempt, state, cause, startedAt, endedAt }: AttemptStatus): string {
  return `${attempt}: ${stateText({ state, cause })}, ${startedAt} to ${endedAt}`;
}

/** Which prompt it is, and what it asks. */
export function askedText(prompt: OpenPrompt): string {
  return `${prompt.id}: ${promptText(prompt)}`;
}

function factTexts(name: string, value: JsonValue): readonly string[] {
  // Of a newer version there may be more to know.
  const tell = Object.hasOwn(TELLERS, name) ? (TELLERS[name as Fact] as Teller) : null;
  if (tell !== null) return tell(value as never);
  const text = value === null ? '' : valueText(value);
  return text === '' ? [] : [text];
}

/** A value without the signs of JSON, where it can be read like that. */
function valueText(value: JsonValue): string {
  if (Array.isArray(value)) return value.map(nestedText).join(', ');
  return typeof value === 'object' && value !== null ? objectText(value as JsonObject) : jsonText(value);
}

function objectText(value: JsonObject): string {
  return Object.entries(value)
    .map(([key, inner]) => `${key} ${nestedText(inner)}`)
    .join(', ');
}

function nestedText(value: JsonValue): string {
  return typeof value === 'object' && value !== null ? `(${valueText(value)})` : jsonText(value);
}
