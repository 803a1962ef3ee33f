import type { JsonValue } from '@autotrail/core';
import type { OpenPrompt } from '@autotrail/layer1';
import { helpersError } from '../errors.js';
import { showValue } from '../show-value.js';
import { choiceOf } from './answer-hint.js';
import type { InteractiveTrail } from './interactive-trail.js';

/** Answers a prompt, which goes by its id or its step, with a choice of it, JSON or a text. */
export async function replyTo(trail: InteractiveTrail, text: string): Promise<unknown> {
  const [, prompt, value] = /^(\S+)\s+(.+)$/s.exec(text.trim()) ?? [];
  if (prompt === undefined || value === undefined) {
    throw helpersError('AUTOTRAIL_BAD_DOT_COMMAND', { expected: 'a prompt and a value', found: showValue(text) });
  }
  const { id, choices = [] } = await findPrompt(trail, prompt);
  return trail.reply(id, choiceOf(value, choices) ?? readValue(value));
}

/** What was typed, as JSON if it is that, else as a text. */
export function readValue(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A step stands for its prompt as long as it has just one: an answer must not reach another question. */
async function findPrompt(trail: InteractiveTrail, text: string): Promise<Pick<OpenPrompt, 'id' | 'choices'>> {
  const [, n, rest] = /^(\d+)(\..*)?$/.exec(text) ?? [];
  if (n === undefined) return { id: text };
  const [step] = await trail.client.status({ n: Number(n) }, { fields: ['prompts'] });
  const prompts = step?.prompts ?? [];
  // An id that is not open is left to the server, which knows what became of that prompt.
  if (rest !== undefined) return prompts.find(({ id }) => id === text) ?? { id: text };
  const [prompt, ...others] = prompts;
  if (prompt !== undefined && others.length === 0) return prompt;
  const found = `one with ${prompt === undefined ? 'none' : others.length + 1}`;
  throw helpersError('AUTOTRAIL_BAD_DOT_COMMAND', { expected: `a step with one open prompt as ${text}`, found });
}
