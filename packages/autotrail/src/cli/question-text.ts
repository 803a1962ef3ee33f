import { promptText } from '@autotrail/helpers';
import type { OpenPrompt } from '@autotrail/layer1';

/** What a person is asked at the terminal who is to answer a prompt: the question, and on which terms. */
export function questionText(prompt: OpenPrompt): string {
  return `${promptText(prompt)} `;
}
