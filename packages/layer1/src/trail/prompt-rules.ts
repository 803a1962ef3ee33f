/** What becomes of the questions that attempts ask. */
import type { AttemptRef, Timer } from './effects.js';
import type { MessageEvent, PromptEvent, ReplyEvent, WithdrawnEvent } from './events.js';
import { closePrompt, openPrompts, type Prompt, type PromptTerms } from './prompt.js';
import type { Setting } from './setting.js';
import type { Turn } from './turn.js';
import { isUnderWay } from './under-way.js';

/** The step a prompt's id belongs to, and the prompt; `undefined` if there is none of that id in its newest attempt. */
export function findPrompt({ plan, ledger }: Setting, id: string): (AttemptRef & { readonly prompt: Prompt }) | undefined {
  const n = Number(/^(\d{1,9})\./.exec(id)?.[1] ?? Number.NaN);
  if (!(n < plan.dag.size)) return undefined;
  const { attempt, prompts } = ledger.record(n);
  const found = prompts.find((candidate) => candidate.id === id);
  return found && { n, attempt, prompt: found };
}

export function prompt(turn: Turn, event: PromptEvent): void {
  const { n, attempt, promptId, message: asked, timeoutMs } = event;
  if (!isUnderWay(turn, event)) return;
  const { prompts } = turn.ledger.record(n);
  if (prompts.some(({ id }) => id === promptId)) return;
  const deadline = timeoutMs === undefined ? undefined : turn.at + timeoutMs;
  const opened: Prompt = {
    id: promptId,
    message: asked,
    status: 'open',
    ...termsOf(event),
    ...(deadline !== undefined && { deadline }),
  };
  turn.set({ n, prompts: [...prompts, opened] });
  setTimers(turn, { n, attempt, prompt: opened });
}

/** Sets the timers that an open prompt needs from now on. */
export function setTimers(
  { effects, at }: Turn,
  { n, attempt, prompt: { id: promptId, deadline, remindMs } }: AttemptRef & { readonly prompt: Prompt },
): void {
  if (deadline !== undefined) effects.push({ type: 'timer', timer: { kind: 'prompt', n, attempt, promptId }, at: deadline });
  if (remindMs === undefined) return;
  effects.push({ type: 'timer', timer: { kind: 'reminder', n, attempt, promptId }, at: at + remindMs });
}

/** A message answers the oldest open prompt of each step, or goes to the attempt's messages. */
export function message(turn: Turn, event: MessageEvent): void {
  for (const n of event.steps.filter((step) => turn.plan.hasStep(step))) {
    const { state, attempt, prompts } = turn.ledger.record(n);
    if (turn.plan.meaning(state).isActive !== true) continue;
    const asked = prompts.find(({ status }) => status === 'open');
    if (asked !== undefined) {
      answer(turn, { n, attempt, prompt: asked }, event.message);
      continue;
    }
    turn.set({ n, input: event.message });
    turn.effects.push({ type: 'deliver', n, attempt, delivery: { type: 'message', message: event.message } });
  }
}

export function reply(turn: Turn, { promptId, value }: ReplyEvent): void {
  const found = findPrompt(turn, promptId);
  if (found?.prompt.status === 'open') answer(turn, found, value);
}

export function withdrawn(turn: Turn, { n, promptId }: WithdrawnEvent): void {
  const { prompts } = turn.ledger.record(n);
  if (openPrompt(turn, n, promptId) !== undefined) turn.set({ n, prompts: closePrompt(prompts, promptId, 'withdrawn') });
}

/** Nobody has answered in time. */
export function promptTimer(turn: Turn, { n, attempt, promptId }: Extract<Timer, { kind: 'prompt' | 'reminder' }>): void {
  const asked = openPrompt(turn, n, promptId);
  if (asked === undefined) return;
  const { prompts } = turn.ledger.record(n);
  const value = asked.onTimeout === 'default' ? asked.default : undefined;
  turn.set({ n, prompts: closePrompt(prompts, promptId, 'timed out'), ...(value !== undefined && { input: value }) });
  if (asked.onTimeout === 'skip') return turn.move(n, turn.plan.table.rows.skip_by_timeout);
  turn.effects.push({
    type: 'deliver',
    n,
    attempt,
    delivery: { type: 'timeout', promptId, ...(value !== undefined && { value }) },
  });
}

/** Somebody is to be reminded, now and once more after as long a time. */
export function reminder(turn: Turn, { n, attempt, promptId }: Extract<Timer, { kind: 'prompt' | 'reminder' }>): void {
  const asked = openPrompt(turn, n, promptId);
  if (asked?.remindMs === undefined) return;
  const { prompts } = turn.ledger.record(n);
  const reminded: Prompt = { ...asked, reminders: (asked.reminders ?? 0) + 1 };
  turn.set({ n, prompts: prompts.map((one) => (one.id === promptId ? reminded : one)) });
  turn.effects.push({ type: 'timer', timer: { kind: 'reminder', n, attempt, promptId }, at: turn.at + asked.remindMs });
}

function answer(turn: Turn, found: AttemptRef & { readonly prompt: Prompt }, value: ReplyEvent['value']): void {
  const { n, attempt, prompt: asked } = found;
  const { prompts } = turn.ledger.record(n);
  turn.set({ n, prompts: closePrompt(prompts, asked.id, 'answered'), input: value });
  turn.effects.push({ type: 'deliver', n, attempt, delivery: { type: 'reply', promptId: asked.id, value } });
}

function openPrompt(turn: Turn, n: number, promptId: string): Prompt | undefined {
  return openPrompts(turn.ledger.record(n)).find(({ id }) => id === promptId);
}

/** Just the terms: events from elsewhere may hold more. */
function termsOf(event: PromptEvent): PromptTerms {
  const terms = TERMS.map((term) => [term, event[term]] as const).filter(([, value]) => value !== undefined);
  return Object.fromEntries(terms);
}

const TERMS = ['timeoutMs', 'onTimeout', 'default', 'choices', 'mayAnswer', 'remindMs', 'schema', 'isChecked'] as const;
