import type { JsonObject, JsonValue } from '@autotrail/core';

/** How a question is asked. Plain JSON. */
export interface PromptTerms {
  /** How long it waits for an answer, in milliseconds. @default for ever */
  readonly timeoutMs?: number;
  /**
   * What happens when that is over. `fail`: the action is told, which fails it unless it knows better. `default`: the default stands for
   * the answer. `skip`: the attempt is ended and the step left out. @default 'fail'
   */
  readonly onTimeout?: 'fail' | 'default' | 'skip';
  /** What is answered mostly. Nobody's silence is taken for it, unless `onTimeout` says so. @default nothing */
  readonly default?: JsonValue;
  /** The only answers there are. @default any */
  readonly choices?: readonly JsonValue[];
  /** Who may answer, by the names they give as `actor`. It guards against mistakes, not against malice. @default anybody */
  readonly mayAnswer?: readonly string[];
  /** After how long without an answer somebody is reminded of it, again and again, in milliseconds. @default never */
  readonly remindMs?: number;
  /** What an answer is like, as a JSON Schema: for forms. @default not said */
  readonly schema?: JsonObject;
  /** Whether the action looks at an answer before it is taken. @default false */
  readonly isChecked?: true;
}

/** A question an attempt asked. */
export interface Prompt extends PromptTerms {
  /** `<n>.<attempt>.<count>`: unique in the trail, and the same whenever the same events happen. */
  readonly id: string;
  /** What was asked. */
  readonly message: JsonValue;
  /** Open prompts wait for an answer. `ended`: their attempt ended first. `withdrawn`: their attempt wants no answer any longer. */
  readonly status: 'open' | 'answered' | 'timed out' | 'ended' | 'withdrawn';
  /** When it times out, in milliseconds since the epoch. Left out: never. */
  readonly deadline?: number;
  /** How often somebody was reminded of it. Left out: never. */
  readonly reminders?: number;
}

/** The prompts with the one of that id closed. */
export function closePrompt(
  prompts: readonly Prompt[],
  id: string,
  status: Exclude<Prompt['status'], 'open'>,
): readonly Prompt[] {
  return prompts.map((prompt) => (prompt.id === id ? { ...prompt, status } : prompt));
}

/** The prompts that wait for an answer, oldest first. */
export function openPrompts({ prompts }: { readonly prompts: readonly Prompt[] }): readonly Prompt[] {
  return prompts.length === 0 ? prompts : prompts.filter(({ status }) => status === 'open');
}
