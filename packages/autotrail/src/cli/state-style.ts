import { StepState } from '@autotrail/layer1';
import { needsPerson } from './hints.js';
import type { Style } from './terminal.js';

const STYLES: Partial<Record<StepState, Style>> = {
  [StepState.Running]: 'cyan',
  [StepState.Succeeded]: 'green',
  [StepState.Failed]: 'red',
  [StepState.PausedOnFail]: 'red',
  [StepState.Skipped]: 'dim',
  [StepState.Blocked]: 'dim',
};

/** How a step in its state is coloured, if at all. */
export function styleOf(step: Parameters<typeof needsPerson>[0]): { readonly style?: Style } {
  const style = STYLES[step.state] === 'red' ? 'red' : needsPerson(step) ? 'yellow' : STYLES[step.state];
  return style === undefined ? {} : { style };
}
