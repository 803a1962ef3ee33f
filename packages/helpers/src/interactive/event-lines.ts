import type { JournalRecord, OpenPrompt, PushedEvent, StepChange } from '@autotrail/layer1';
import { StepState } from '@autotrail/layer1';
import { printable } from '../printable.js';
import { askedPrompts } from '../words/asked-prompts.js';
import { eventTexts } from '../words/event-texts.js';
import { toldChanges } from '../words/last-changes.js';
import { askingText } from '../words/prompt-text.js';
import { stateText } from '../words/state-text.js';
import { answerHint } from './answer-hint.js';

/** What a step is called. */
export type NameOf = (n: number) => string;

/** States that are on the way to something; whoever watches waits for what comes after them, unless that takes a known time. */
const PASSING: readonly StepState[] = [StepState.Ready, StepState.Waiting];

/** What happened to a trail, in lines for people who watch it. */
export function eventLines(event: PushedEvent, nameOf: NameOf): readonly string[] {
  if ('gap' in event) return ['Some events were missed; .status shows how things are.'];
  const texts = isNews(event) ? eventTexts(event, { nameOf: stepNames(nameOf) }) : [];
  return [...texts.map(printable), ...changeLines(event.changes, nameOf), ...askedPrompts(event).map(hintLine)];
}

/** What a record tells: what happened, and below it what has become of steps. What they ask may be answered by now. */
export function recordLines(record: JournalRecord, nameOf: NameOf): readonly [string, ...string[]] {
  const [first, ...more] = eventTexts(record, { nameOf: stepNames(nameOf) });
  return [printable(first), ...more.map(printable), ...changeLines(record.changes, nameOf)];
}

/** What a step asks, and how to answer it. */
export function promptLines(n: number, prompt: OpenPrompt, nameOf: NameOf): readonly string[] {
  return [printable(askingText(stepNames(nameOf)(n), prompt)), hintLine(prompt)];
}

/** What became of attempts is told by the states of their steps, what one did oneself was answered, and others say who they are. */
function isNews({ event, changes }: JournalRecord): boolean {
  switch (event.type) {
    case 'note':
    case 'survivors':
    case 'limit':
    case 'context':
      return true;
    case 'prompt':
    case 'withdrawn':
    case 'timer':
      // One that came too late has changed nothing.
      return changes.length > 0;
    default:
      return 'actor' in event || 'reason' in event;
  }
}

function changeLines(changes: readonly StepChange[], nameOf: NameOf): readonly string[] {
  return toldChanges(changes).flatMap(({ n, state, cause, returnValue, until }) => {
    const waitsUntil = typeof until === 'number' ? new Date(until).toISOString() : null;
    if (state === undefined || (PASSING.includes(state) && waitsUntil === null)) return [];
    return [printable(`${stepNames(nameOf)(n)}: ${stateText({ state, cause, returnValue, until: waitsUntil })}`)];
  });
}

function hintLine(prompt: OpenPrompt): string {
  return `  answer with: ${answerHint(prompt)}`;
}

function stepNames(nameOf: NameOf): NameOf {
  return (n) => `# ${n} - ${nameOf(n)}`;
}
