import type { JournalRecord, OpenPrompt, PushedEvent, StepChange } from '@autotrail/layer1';
import { StepState } from '@autotrail/layer1';
import { printable } from '../printable.js';
import { cellText } from './table.js';

/** States that are on the way to something; whoever watches waits for what comes after them. */
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
  const left = event.processes.length === 0 ? 'gone' : `alive: ${event.processes.map(cellText).join(', ')}`;
  return [`${stepText(event.n, nameOf)}: processes of attempt ${event.attempt} are ${left}`];
}

/** A step may pass through several states in one record; only the last of them was ever to be seen. */
function lastChanges(changes: readonly StepChange[]): readonly StepChange[] {
  const merged = new Map<number, StepChange>();
  for (const change of changes) merged.set(change.n, { ...merged.get(change.n), ...change });
  return [...merged.values()];
}

function changeLines({ n, state, cause, returnValue }: StepChange, nameOf: (n: number) => string): readonly string[] {
  if (state === undefined || PASSING.includes(state)) return [];
  const why = cause === 'failure' ? cellText(returnValue) : (cause ?? '');
  return [`${stepText(n, nameOf)}: ${state}${why === '' ? '' : ` (${why})`}`];
}

/** What a step asks, and how to answer it. */
export function promptLines(n: number, { id, message }: OpenPrompt, nameOf: (n: number) => string): readonly string[] {
  return [`${stepText(n, nameOf)} asks: ${cellText(message)}`, `  answer with: .reply ${printable(id)} <value>`];
}

function askedLines({ event }: JournalRecord, nameOf: (n: number) => string): readonly string[] {
  return event.type === 'prompt' ? promptLines(event.n, { id: event.promptId, message: event.message }, nameOf) : [];
}

function stepText(n: number, nameOf: (n: number) => string): string {
  return `# ${n} - ${printable(nameOf(n))}`;
}
