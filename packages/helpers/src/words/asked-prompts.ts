import type { JournalRecord, OpenPrompt, Prompt } from '@autotrail/layer1';

/** The prompt that a record is about, if it is asked in it, or asked again. */
export function askedPrompts({ event, changes }: Pick<JournalRecord, 'event' | 'changes'>): readonly OpenPrompt[] {
  const promptId = promptIdOf(event);
  return changes.flatMap(({ prompts = [] }) => prompts.filter(({ id }) => id === promptId).map(openPrompt));
}

function promptIdOf(event: JournalRecord['event']): string | null {
  if (event.type === 'prompt') return event.promptId;
  return event.type === 'timer' && event.timer.kind === 'reminder' ? event.timer.promptId : null;
}

function openPrompt({ deadline, ...prompt }: Prompt): OpenPrompt {
  return { ...prompt, ...(deadline !== undefined && { deadline: new Date(deadline).toISOString() }) };
}
