import type { OpenPrompt } from '@autotrail/layer1';
import { jsonText } from './json-text.js';

/** What is done when the time to answer is over. */
const WHEN_OVER: Readonly<Record<NonNullable<OpenPrompt['onTimeout']>, string>> = {
  fail: 'it fails',
  default: 'the default stands',
  skip: 'the step is skipped',
};

/** What of a prompt says how it may be answered. */
export type AnswerTerms = Omit<OpenPrompt, 'id' | 'message'>;

/**
 * How a prompt may be answered: the choices, who may answer, and what else there is to know. Empty where there is nothing to say.
 *
 * @example
 * promptTerms({ default: 3, mayAnswer: ['ann'] }); // 'mostly 3; answered by ann'
 */
export function promptTerms(prompt: AnswerTerms): string {
  const { choices, mayAnswer, deadline, onTimeout = 'fail', reminders, schema } = prompt;
  const terms = [
    choices && `one of ${choices.map(jsonText).join(', ')}`,
    prompt.default !== undefined && `mostly ${jsonText(prompt.default)}`,
    schema && `as in ${JSON.stringify(schema)}`,
    mayAnswer && `answered by ${mayAnswer.join(', ')}`,
    deadline && `until ${deadline}, then ${WHEN_OVER[onTimeout]}`,
    reminders && `reminded ${reminders === 1 ? 'once' : `${reminders} times`}`,
  ];
  return terms.filter((term) => typeof term === 'string').join('; ');
}

/** What is asked, and how it may be answered. */
export function promptText(prompt: Omit<OpenPrompt, 'id'>): string {
  const terms = promptTerms(prompt);
  return `${jsonText(prompt.message)}${terms === '' ? '' : ` (${terms})`}`;
}

/** Which prompt of a step it is, and what it asks. */
export function askingText(name: string, prompt: OpenPrompt): string {
  return `${name} asks (${prompt.id}): ${promptText(prompt)}`;
}
