import type { AffectedStep, CallPlan, PlannedStep } from '@autotrail/layer1';
import { printable } from '../printable.js';
import type { PrinterOutput } from './printers.js';

/** Prints what a planned call would affect, a line for each step, and below that what would follow. */
export function printPlan(stdout: PrinterOutput, { call, affected, follows }: CallPlan): void {
  const consequences = linesOf(follows);
  const lines = [
    `plan ${printable(call.name)}:`,
    ...(affected.length === 0 ? ['no step is affected'] : affected.map(moveLine)),
    ...(consequences.length === 0 ? ['nothing else follows'] : ['what follows:', ...consequences]),
  ];
  stdout.write(lines.map((line) => `${line}\n`).join(''));
}

function linesOf({
  changes,
  starts,
  joins,
  prompts,
  reachable,
  unreachable,
  serverEnds,
}: CallPlan['follows']): readonly string[] {
  return [
    ...changes.map(moveLine),
    ...starts.map((step) => `${title(step)} starts`),
    ...joins.map((join) => `${title(join)}: ${join.missing} of its parents are missing, then ${join.becomes}`),
    ...prompts.map((prompt) => `${title(prompt)}: prompt ${printable(prompt.id)} is ${prompt.becomes}`),
    ...reachable.map((step) => `${title(step)} becomes reachable`),
    ...unreachable.map((step) => `${title(step)} can no longer be reached`),
    ...(serverEnds ? ['the server ends'] : []),
  ];
}

function moveLine(step: PlannedStep): string {
  const flag = step.pauseOnFail === undefined ? '' : `, pause on fail ${step.pauseOnFail ? 'on' : 'off'}`;
  return `${title(step)}: ${step.state}, then ${step.becomes}${flag}`;
}

function title({ n, name }: AffectedStep): string {
  return `# ${n} - ${printable(name)}`;
}
