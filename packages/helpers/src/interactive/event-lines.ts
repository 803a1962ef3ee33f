import type { JournalRecord, OpenPrompt, Prompt, PushedEvent, StepChange } from '@autotrail/layer1';
import { StepState } from '@autotrail/layer1';
import { printable } from '../printable.js';
import { jsonText } from './json-text.js';
import { limitText } from './limit-text.js';
import { processText } from './process-text.js';
import { answerHint, promptText } from './prompt-words.js';
import { reasonText } from './reason-text.js';

/** States that are on the way to something; whoever watches waits for what comes after them, unless that takes a known time. */
const PASSING: readonly StepState[] = [StepState.Ready, StepState.Waiting];

/** What happened to a trail, in lines for people. */
export function eventLines(event: PushedEvent, nameOf: (n: number) => string): readonly string[] {
  if ('gap' in event) return ['Some events were missed; .status shows how things are.'];
  return [...recordLines(event, nameOf), ...askedLines(event, nameOf)];
}

/** What a record tells, but for what a step asks: that may be answered by now. */
export function recordLines(record: JournalRecord, nameOf: (n: number) => string): readonly string[] {
  return [
    ...commandLines(record),
    ...noteLines(record, nameOf),
    ...survivorLines(record, nameOf),
    ...settingLines(record),
    ...withdrawnLines(record, nameOf),
    ...timerLines(record, nameOf),
    ...lastChanges(record.changes).flatMap((change) => changeLines(change, nameOf)),
  ];
}

/** Others are to know who did it; what one did oneself was answered. */
function commandLines({ event }: JournalRecord): readonly string[] {
  if (!('actor' in event || 'reason' in event)) return [];
  const { type, actor, reason } = event;
  const by = typeof actor === 'string' ? ` by ${printable(actor)}` : '';
  const why = typeof reason === 'string' ? `: ${printable(reason)}` : '';
  return by + why === '' ? [] : [`${type === 'command' ? printable(event.call) : type}${by}${why}`];
}

function noteLines({ event }: JournalRecord, nameOf: (n: number) => string): readonly string[] {
  if (event.type !== 'note') return [];
  const about = event.steps.length === 0 ? 'the trail' : event.steps.map((n) => stepText(n, nameOf)).join(', ');
  return [`note about ${about}: ${printable(event.text)}`];
}

function survivorLines({ event }: JournalRecord, nameOf: (n: number) => string): readonly string[] {
  if (event.type !== 'survivors') return [];
  const left = event.processes.length === 0 ? 'gone' : `alive: ${event.processes.map(processText).join(', ')}`;
  return [`${stepText(event.n, nameOf)}: processes of attempt ${event.attempt} are ${left}`];
}

/** A step may pass through several states in one record; only the last of them was ever to be seen. */
function lastChanges(changes: readonly StepChange[]): readonly StepChange[] {
  const merged = new Map<number, StepChange>();
  for (const change of changes) merged.set(change.n, { ...merged.get(change.n), ...change });
  return [...merged.values()];
}

function changeLines({ n, state, cause, returnValue, until }: StepChange, nameOf: (n: number) => string): readonly string[] {
  const waitsUntil = typeof until === 'number' ? new Date(until).toISOString() : null;
  if (state === undefined || (PASSING.includes(state) && waitsUntil === null)) return [];
  // Where the state says that the step failed, the cause would only say so again.
  const isTold = cause === 'failure' && returnValue !== undefined;
  const why = isTold ? jsonText(returnValue) : reasonText({ cause, returnValue, until: waitsUntil });
  return [`${stepText(n, nameOf)}: ${state}${why === '' ? '' : ` (${printable(why)})`}`];
}

/** A value of the context may be anything but short, and is nobody's business who does not ask for it. */
function settingLines({ event }: JournalRecord): readonly string[] {
  if (event.type === 'limit') return [`limit: ${limitText(event)}`];
  return event.type === 'context' ? [`context: ${printable(event.key)} was set`] : [];
}

function withdrawnLines({ event }: JournalRecord, nameOf: (n: number) => string): readonly string[] {
  return event.type === 'withdrawn' ? [`${stepText(event.n, nameOf)}: ${event.promptId} need not be answered any longer`] : [];
}

function timerLines(record: JournalRecord, nameOf: (n: number) => string): readonly string[] {
  const { event, changes } = record;
  // One that came too late has changed nothing.
  if (event.type !== 'timer' || changes.length === 0) return [];
  const step = stepText(event.timer.n, nameOf);
  switch (event.timer.kind) {
    case 'prompt':
      return [`${step}: the time to answer ${event.timer.promptId} is over`];
    case 'reminder':
      return askedPrompts(record).map(({ prompt }) => `${step} still asks: ${promptText(prompt)}`);
    case 'attempt':
      return [`${step}: attempt ${event.timer.attempt} has taken too long`];
    case 'grace':
      return [`${step}: attempt ${event.timer.attempt} has not ended in time`];
    case 'wait':
      return [`${step}: its wait is over`];
    default:
      return [];
  }
}

/** What a step asks, and how to answer it. */
export function promptLines(n: number, prompt: OpenPrompt, nameOf: (n: number) => string): readonly string[] {
  return [askingLine(n, prompt, nameOf), hintLine(prompt)];
}

/** What a step asks, without how to answer it: it may be too late for that. */
export function askingLine(n: number, prompt: OpenPrompt, nameOf: (n: number) => string): string {
  return `${stepText(n, nameOf)} asks: ${promptText(prompt)}`;
}

function askedLines(record: JournalRecord, nameOf: (n: number) => string): readonly string[] {
  const isReminder = record.event.type === 'timer';
  return askedPrompts(record).flatMap(({ n, prompt }) => (isReminder ? [hintLine(prompt)] : promptLines(n, prompt, nameOf)));
}

function hintLine(prompt: OpenPrompt): string {
  return `  answer with: ${answerHint(prompt)}`;
}

/** The prompt that a record is about, if it is asked in it, or asked again. */
export function askedPrompts({ event, changes }: JournalRecord): readonly { readonly n: number; readonly prompt: OpenPrompt }[] {
  const promptId = promptIdOf(event);
  return changes.flatMap(({ n, prompts = [] }) =>
    prompts.filter(({ id }) => id === promptId).map((prompt) => ({ n, prompt: openPrompt(prompt) })),
  );
}

function promptIdOf(event: JournalRecord['event']): string | null {
  if (event.type === 'prompt') return event.promptId;
  return event.type === 'timer' && event.timer.kind === 'reminder' ? event.timer.promptId : null;
}

function openPrompt({ deadline, ...prompt }: Prompt): OpenPrompt {
  return { ...prompt, ...(deadline !== undefined && { deadline: new Date(deadline).toISOString() }) };
}

function stepText(n: number, nameOf: (n: number) => string): string {
  return `# ${n} - ${printable(nameOf(n))}`;
}
