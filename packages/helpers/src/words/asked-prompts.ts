import type { JournalRecord, OpenPrompt, Prompt } from '@autotrail/layer1';

/**
 * The prompt that a record is about, if it is asked in it, or asked again: then it says how often somebody was reminded of it.
 *
 * @example
 * const event = { type: 'prompt', n: 0, attempt: 1, promptId: '0.1.1', message: 'Go?' } as const;
 * const prompt = { id: '0.1.1', message: 'Go?', status: 'open' } as const;
 * askedPrompts({ event, changes: [{ n: 0, prompts: [prompt] }] }); // [{ id: '0.1.1', message: 'Go?' }]
 */
export function askedPrompts({ event, changes }: Pick<JournalRecord, 'event' | 'changes'>): readonly OpenPrompt[] {
  const promptId = promptIdOf(event);
  return changes.flatMap(({ prompts = [] }) => prompts.filter(({ id }) => id === promptId).map(openPrompt));
}

function promptIdOf(event: JournalRecord['event']): string | null {
  if (event.type === 'prompt') return event.promptId;
  return event.type === 'timer' && event.timer.kind === 'reminder' ? event.timer.promptId : null;
}

function openPrompt(prompt: Prompt): OpenPrompt {
  const { status: _, timeoutMs: __, remindMs: ___, isChecked: ____, deadline, ...shown } = prompt;
  return { ...shown, ...(deadline !== undefined && { deadline: new Date(deadline).toISOString() }) };
}
