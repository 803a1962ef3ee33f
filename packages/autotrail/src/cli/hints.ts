import { StepState, type StepStatus } from '@autotrail/layer1';
import type { Line } from './terminal.js';

type HintedStep = Pick<StepStatus, 'n' | 'state' | 'prompts'>;

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
    ...prompts.map(({ id }) => replyHint(id, invocation)),
    ...(isHeld(state) ? [holdHint(n, invocation)] : []),
  ]);
  return hints.length === 0 ? [] : ['Waiting for a person:', ...hints];
}

/** The command that answers a prompt. */
export function replyHint(promptId: string, invocation: string): string {
  return `  ${invocation} reply ${promptId} --yes    (or --no, or a value)`;
}

/** The command that lets a held step go on. */
export function holdHint(n: number, invocation: string): string {
  return `  ${invocation} resume -n ${n}    (or skip, or block)`;
}
