import { StepState } from '@autotrail/layer1';
import type { Happening } from './happenings.js';
import { holdHint, isHeld, replyHint } from './hints.js';
import { jsonText } from './json-text.js';
import { styleOf } from './state-style.js';
import type { Line, Style } from './terminal.js';

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
      return [...messageLines(happening, '?', { style: 'yellow' }), replyHint(happening.promptId, invocation)];
    case 'output':
      return messageLines(happening, '|');
    case 'command':
      return [{ text: `${clock(happening.at)}  ${commandText(happening)}`, style: 'dim' }];
  }
}

type Of<T extends Happening['type']> = Extract<Happening, { readonly type: T }>;

function stateLines(happening: Of<'state'>, invocation: string): readonly Line[] {
  const { n, state, cause, error } = happening;
  // Every step waits for its turn: that is nothing to look at.
  if (state === StepState.Waiting) return [];
  const why = error === undefined ? (cause ?? '') : jsonText(error);
  const text = `${place(happening)}  ${state}${why === '' ? '' : `: ${why}`}`;
  const line = { text, ...styleOf({ state, prompts: [] }) };
  return isHeld(state) ? [line, holdHint(n, invocation)] : [line];
}

/** One line for each of the message's own, so that none of them can stand alone. */
function messageLines(happening: Of<'prompt' | 'output'>, mark: string, style: { readonly style?: Style } = {}): readonly Line[] {
  const texts = jsonText(happening.message).split(/\r?\n/);
  return texts.map((text) => ({ text: `${place(happening)}  ${mark} ${text}`, ...style }));
}

function commandText({ call, actor, reason }: Of<'command'>): string {
  return `${call}${actor === null ? '' : ` by ${actor}`}${reason === null ? '' : `: ${reason}`}`;
}

function place({ at, n, name }: Of<'state' | 'prompt' | 'output'>): string {
  return `${clock(at)}  ${n} ${name}`;
}

/** The time of day where the reader is. */
function clock(at: string): string {
  return new Date(at).toTimeString().slice(0, 8);
}
