import { eventTexts, stateText, survivorsText } from '@autotrail/helpers';
import { type DecidedBy, StepState, type TrailEvent } from '@autotrail/layer1';
import type { Happening } from './happenings.js';
import { holdHint, isHeld, replyHint } from './hints.js';
import { messageTexts } from './message-texts.js';
import { styleOf } from './state-style.js';
import type { Line, Style } from './terminal.js';
import { clockText } from './time-text.js';

/** Whether a happening asks for a person. */
export function asksForPerson(happening: Happening): boolean {
  return happening.type === 'prompt' || (happening.type === 'state' && isHeld(happening.state));
}

/**
 * A happening as lines for people, each with its time and step, so that no output can pass for something else. What asks for a person
 * is followed by the command that answers it.
 */
export function happeningLines(happening: Happening, invocation: string): readonly Line[] {
  switch (happening.type) {
    case 'state':
      return stateLines(happening, invocation);
    case 'prompt':
      return [
        ...messageLines(happening, '?', { style: 'yellow' }),
        replyHint({ ...happening, id: happening.promptId }, invocation),
      ];
    case 'output':
      return messageLines(happening, '|');
    case 'survivors':
      return [{ text: `${place(happening)}  ${survivorsText(happening.processes)}`, style: 'yellow' }];
    case 'command':
      return eventLines(happening, { type: 'command', call: happening.call, moves: [], ...by(happening) });
    case 'note':
      return noteLines(happening);
    case 'resumed':
      return eventLines(happening, { type: 'resumed', attempts: [], transformed: [], policies: happening.policies });
  }
}

type Of<T extends Happening['type']> = Extract<Happening, { readonly type: T }>;

function stateLines(happening: Of<'state'>, invocation: string): readonly Line[] {
  const { state, cause, error } = happening;
  // Every step waits for its turn: that is nothing to look at, unless it is to be tried again.
  if (state === StepState.Waiting && error === undefined) return [];
  const text = `${place(happening)}  ${stateText({ state, cause, returnValue: error })}`;
  const line = { text, ...styleOf({ state, prompts: [] }) };
  // A server that ends takes no commands any longer.
  return isHeld(state) && cause !== 'shutdown' ? [line, holdHint(happening, invocation)] : [line];
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

function place({ at, n, name }: Of<'state' | 'prompt' | 'output' | 'survivors'>): string {
  return `${clockText(at)}  ${n} ${name}`;
}
