import { jsonText } from '@autotrail/helpers';
import { type OpenPrompt, StepState, type StepStatus } from '@autotrail/layer1';
import { shellWords } from './shell-word.js';
import type { Line } from './terminal.js';

type HintedStep = Pick<StepStatus, 'n' | 'state' | 'prompts'>;

/** What of a prompt says how it may be answered. */
export type HintedPrompt = Pick<OpenPrompt, 'id' | 'choices' | 'mayAnswer'>;

const HELD: readonly StepState[] = [StepState.Paused, StepState.PausedOnFail, StepState.Interrupted];

/** Whether a step in this state goes on only when a person says how. */
export function isHeld(state: StepState): boolean {
  return HELD.includes(state);
}

/** Whether a step waits for a person. */
export function needsPerson({ state, prompts }: Pick<HintedStep, 'state' | 'prompts'>): boolean {
  return prompts.length > 0 || isHeld(state);
}

/** The exact commands by which the steps that wait for a person go on. */
export function hintLines(steps: readonly HintedStep[], invocation: string): readonly Line[] {
  const hints = steps.flatMap(({ n, state, prompts }) => [
    ...prompts.map((prompt) => replyHint(prompt, invocation)),
    ...(isHeld(state) ? [holdHint({ n, state }, invocation)] : []),
  ]);
  return hints.length === 0 ? [] : ['Waiting for a person:', ...hints];
}

/** The command that answers a prompt. */
export function replyHint({ id, choices, mayAnswer }: HintedPrompt, invocation: string): string {
  const whom = mayAnswer === undefined ? '' : `; answered by ${mayAnswer.join(', ')}`;
  const [first, ...others] = choices ?? [];
  if (first === undefined) return `  ${invocation} reply ${id} --yes    (or --no, or a value${whom})`;
  const rest = others.length === 0 ? 'the only answer' : `or ${others.map(jsonText).join(', ')}`;
  return `  ${invocation} reply ${id} ${shellWords([jsonText(first)])}    (${rest}${whom})`;
}

/** The command that lets a held step go on. */
export function holdHint({ n, state }: Pick<HintedStep, 'n' | 'state'>, invocation: string): string {
  const others = state === StepState.Paused ? 'mark-done, skip, or block' : 'mark-done, fail, skip, or block';
  return `  ${invocation} resume -n ${n}    (or ${others})`;
}
