import type { SurvivingProcess } from '@autotrail/layer1';
import { printable } from '../printable.js';

/** A process on one line: its number, and what it was started as. */
export function processText({ pid, command }: Pick<SurvivingProcess, 'pid' | 'command'>): string {
  return `${pid}: ${printable(command)}`;
}
