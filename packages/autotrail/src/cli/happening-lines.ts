import { StepState } from '@autotrail/layer1';
import type { Happening } from './happenings.js';
import { holdHint, isHeld, replyHint } from './hints.js';
import { jsonText } from './json-text.js';
import { styleOf } from './state-style.js';
import { processText } from './status-lines.js';
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
      return [{ text: `${place(happening)}  ${survivorsText(happening)}`, style: 'yellow' }];
    case 'command':
      return [{ text: `${clockText(happening.at)}  ${commandText(happening)}`, style: 'dim' }];
    case 'note':
      return noteLines(happening);
    case 'resumed':
      return resumedLines(happening);
  }
}

type Of<T extends Happening['type']> = Extract<Happening, { readonly type: T }>;

function stateLines(happening: Of<'state'>, invocation: string): readonly Line[] {
  const { state, cause, error } = happening;
  // Every step waits for its turn: that is nothing to look at, unless it is to be tried again.
  if (state === StepState.Waiting && error === undefined) return [];
  const why = error === undefined ? (cause ?? '') : jsonText(error);
  const shown = state === StepState.Waiting ? 'Waiting to be tried again' : state;
  const text = `${place(happening)}  ${shown}${why === '' ? '' : `: ${why}`}`;
  const line = { text, ...styleOf({ state, prompts: [] }) };
  // A server that ends takes no commands any longer.
  return isHeld(state) && cause !== 'shutdown' ? [line, holdHint(happening, invocation)] : [line];
}

/** One line for each of the message's own, so that none of them can stand alone. */
function messageLines(happening: Of<'prompt' | 'output'>, mark: string, style: { readonly style?: Style } = {}): readonly Line[] {
  const texts = jsonText(happening.message).split(/\r?\n/);
  return texts.map((text) => ({ text: `${place(happening)}  ${mark} ${text}`, ...style }));
}

function noteLines({ at, text, steps, actor }: Of<'note'>): readonly Line[] {
  const about = steps.length === 0 ? '' : ` on ${steps.map(({ n, name }) => `${n} ${name}`).join(', ')}`;
  const head = `${clockText(at)}  note${about}${actor === null ? '' : ` by ${actor}`}`;
  return text.split(/\r?\n/).map((line) => ({ text: `${head}: ${line}`, style: 'dim' as const }));
}

function resumedLines({ at, policies }: Of<'resumed'>): readonly Line[] {
  const head = { text: `${clockText(at)}  gone on with by a new server`, style: 'dim' as const };
  return [head, ...policies.map((text) => `${clockText(at)}  options have changed: ${text}`)];
}

function survivorsText({ processes }: Of<'survivors'>): string {
  return processes.length === 0 ? 'processes of an earlier attempt are gone' : processes.map(processText).join('; ');
}

function commandText({ call, actor, reason }: Of<'command'>): string {
  return `${call}${actor === null ? '' : ` by ${actor}`}${reason === null ? '' : `: ${reason}`}`;
}

function place({ at, n, name }: Of<'state' | 'prompt' | 'output' | 'survivors'>): string {
  return `${clockText(at)}  ${n} ${name}`;
}
