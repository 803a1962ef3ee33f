import type { SurvivingProcess } from '@autotrail/layer1';

/** What tells people which process it is. */
type NamedProcess = Pick<SurvivingProcess, 'pid' | 'command'>;

/**
 * What is left of the processes of a step, or of one of its attempts; none: that they are gone.
 *
 * @example
 * survivorsText([{ pid: 7, command: 'sleep 9' }], 2); // 'processes of attempt 2 are still alive: 7 (sleep 9)'
 * survivorsText([]); // 'its processes are gone'
 */
export function survivorsText(processes: readonly NamedProcess[], attempt?: number): string {
  const whose = attempt === undefined ? 'its processes' : `processes of attempt ${attempt}`;
  return `${whose} are ${processes.length === 0 ? 'gone' : `still alive: ${processes.map(processText).join(', ')}`}`;
}

/** A process: its number, and what it was started as, where that is known. */
export function processText({ pid, command }: NamedProcess): string {
  return `${pid}${command === '' ? '' : ` (${command})`}`;
}
