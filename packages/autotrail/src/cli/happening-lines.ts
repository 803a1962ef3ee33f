import { eventTexts, stateText, survivorsText } from '@autotrail/helpers';
import { type DecidedBy, StepState, type TrailEvent } from '@autotrail/layer1';
import type { Happening } from './happenings.js';
import { holdHint, isHeld, replyHint } from './hints.js';
import { messageTexts } from './message-texts.js';
import { styleOf } from './state-style.js';
import type { Line, Style } from './terminal.js';
import { clockText, dateText } from './time-text.js';

/** Whether a happening asks for a person. */
export function asksForPerson(happening: Happening): boolean {
  return happening.type === 'prompt' || (happening.type === 'state' && isHeld(happening.state));
}

/** How a happening is told. */
export interface HappeningView {
  /** How a person begins a command for the trail. */
  readonly invocation: string;
  /** Whether the server ends, which takes no commands any longer. @default false */
  readonly isEnding?: boolean;
}

/**
 * A happening as lines for people, each with its time and step, so that no output can pass for something else. What asks for a person
 * is followed by the command that answers it.
 */
export function happeningLines(happening: Happening, view: HappeningView): readonly Line[] {
  switch (happening.type) {
    case 'state':
      return stateLines(happening, view);
    case 'prompt':
      return promptLines(happening, view);
    case 'output':
      return messageLines(happening, '|');
    case 'survivors':
      return [{ text: `${place(happening)}  ${survivorsText(happening.processes)}`, style: 'yellow' }];
    case 'abandoned':
      return [{ text: `${place(happening)}  attempt ${happening.attempt} has not ended in time`, style: 'yellow' }];
    case 'command':
      return [{ text: `${clockText(happening.at)}  ${happening.text}`, style: 'dim' }];
    case 'note':
      return noteLines(happening);
    case 'resumed':
      return eventLines(happening, { type: 'resumed', attempts: [], transformed: [], policies: happening.policies });
  }
}

type Of<T extends Happening['type']> = Extract<Happening, { readonly type: T }>;

function stateLines(happening: Of<'state'>, { invocation, isEnding = false }: HappeningView): readonly Line[] {
  const { state, cause, error, until } = happening;
  // Every step waits for its turn: that is nothing to look at, unless it is to be tried again.
  if (state === StepState.Waiting && error === undefined) return [];
  // An attempt is tried again soon: that it will be is news enough.
  const date = until === undefined || state === StepState.Waiting ? null : dateText(Date.parse(until));
  const text = `${place(happening)}  ${stateText({ state, cause, returnValue: error, until: date })}`;
  const line = { text, ...styleOf({ state, prompts: [] }) };
  return isHeld(state) && !isEnding ? [line, holdHint(happening, invocation)] : [line];
}

function promptLines(happening: Of<'prompt'>, { invocation }: HappeningView): readonly Line[] {
  const { type: _, at: __, n: ___, name: ____, promptId: id, reminders, ...terms } = happening;
  const mark = reminders === undefined ? '?' : '? asked still:';
  const prompt = { ...terms, id, ...(reminders !== undefined && { reminders }) };
  return [...messageLines(happening, mark, { style: 'yellow' }), replyHint(prompt, invocation)];
}

/** One line for each of the message's own, so that none of them can stand alone. */
function messageLines(happening: Of<'prompt' | 'output'>, mark: string, style: { readonly style?: Style } = {}): readonly Line[] {
  return messageTexts(happening.message).map((text) => ({ text: `${place(happening)}  ${mark} ${text}`, ...style }));
}

/** One line for each of the note's own, too. */
function noteLines(happening: Of<'note'>): readonly Line[] {
  const { text, steps, actor } = happening;
  const terms = { steps: steps.map(({ n }) => n), ...by({ actor, reason: null }) };
  return messageTexts(text).flatMap((line) => eventLines(happening, { type: 'note', text: line, ...terms }, steps));
}

/** What a happening has kept of an event, worded as events are. */
function eventLines({ at }: Happening, event: TrailEvent, steps: Of<'note'>['steps'] = []): readonly Line[] {
  const names = new Map(steps.map(({ n, name }) => [n, `${n} ${name}`]));
  const [first, ...more] = eventTexts({ event, changes: [] }, { nameOf: (n) => names.get(n) ?? '' });
  return [{ text: `${clockText(at)}  ${first}`, style: 'dim' }, ...more.map((text) => `${clockText(at)}  ${text}`)];
}

function by({ actor, reason }: Pick<Of<'command'>, 'actor' | 'reason'>): DecidedBy {
  return { ...(actor !== null && { actor }), ...(reason !== null && { reason }) };
}

function place({ at, n, name }: Of<'state' | 'prompt' | 'output' | 'survivors' | 'abandoned'>): string {
  return `${clockText(at)}  ${n} ${name}`;
}
