import { type AnswerTerms, promptTerms } from '@autotrail/helpers';
import { type OpenPrompt, StepState, type StepStatus } from '@autotrail/layer1';
import { answerWords, optionWords, takesBoolean } from './answer-words.js';
import { shellWords } from './shell-word.js';
import type { Line } from './terminal.js';

type HintedStep = Pick<StepStatus, 'n' | 'state' | 'prompts'>;

const HELD: readonly StepState[] = [StepState.Paused, StepState.PausedOnFail, StepState.Interrupted];

/** Hints that are given; whoever waits for thousands of answers wants no list of them. */
const MOST_HINTS = 20;

/** Whether a step in this state goes on only when a person says how. */
export function isHeld(state: StepState): boolean {
  return HELD.includes(state);
}

/** Whether a step waits for a person. */
export function needsPerson({ state, prompts }: Pick<HintedStep, 'state' | 'prompts'>): boolean {
  return prompts.length > 0 || isHeld(state);
}

/** The exact commands by which the steps that wait for a person go on: of the first of them, if there are many. */
export function hintLines(steps: readonly HintedStep[], invocation: string): readonly Line[] {
  const hints = steps.flatMap(({ n, state, prompts }) => [
    ...prompts.map((prompt) => () => replyHint(prompt, invocation)),
    ...(isHeld(state) ? [() => holdHint({ n, state }, invocation)] : []),
  ]);
  if (hints.length === 0) return [];
  const more = hints.length - MOST_HINTS;
  const told = hints.slice(0, MOST_HINTS).map((hint) => hint());
  return ['Waiting for a person:', ...told, ...(more > 0 ? [`  and ${more} more of them`] : [])];
}

/** The command that answers a prompt, and on which terms. */
export function replyHint({ id, message: _, ...terms }: OpenPrompt, invocation: string): string {
  const { value, instead } = answersOf(terms);
  const [actor] = terms.mayAnswer ?? [];
  const by = actor === undefined ? [] : optionWords('--actor', actor);
  const { choices: __, ...others } = terms;
  const told = [instead, promptTerms(others)].filter((text) => text !== '').join('; ');
  return `  ${invocation} reply ${shellWords([id, ...by, ...value])}${told === '' ? '' : `    (${told})`}`;
}

/** The command that lets a held step go on. */
export function holdHint({ n, state }: Pick<HintedStep, 'n' | 'state'>, invocation: string): string {
  const others = state === StepState.Paused ? 'mark-done, skip, or block' : 'mark-done, fail, skip, or block';
  return `  ${invocation} resume -n ${n}    (or ${others})`;
}

/** Where to read what a table has no room for. */
export function cutHint(invocation: string): string {
  return `Some of it was cut (…): \`${invocation} describe -n N\` tells all there is of step N.`;
}

interface Answers {
  /** The words of one of the answers. */
  readonly value: readonly string[];
  /** What may be answered instead. */
  readonly instead: string;
}

function answersOf(terms: AnswerTerms): Answers {
  const { choices = [], default: usual } = terms;
  const [first, ...others] = choices.map((choice) => answerWords(choice, choices));
  if (first !== undefined) {
    const rest = others.map(shellWords).join(', ');
    return { value: first, instead: rest === '' ? 'the only answer' : `or ${rest}` };
  }
  if (usual !== undefined) return { value: answerWords(usual, []), instead: 'or another value' };
  return takesBoolean(terms) ? { value: ['--yes'], instead: 'or --no, or a value' } : { value: ['VALUE'], instead: '' };
}
