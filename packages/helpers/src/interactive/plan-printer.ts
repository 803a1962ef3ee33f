import type { CallPlan } from '@autotrail/layer1';
import { printable } from '../printable.js';
import { type PlanRow, planRows, settingTexts } from './plan-rows.js';
import type { PrinterOutput } from './printers.js';
import { tableText } from './table.js';

/** Prints what a planned call would affect, and below that what would follow. */
export function printPlan(stdout: PrinterOutput, plan: CallPlan): void {
  const { affected, follows } = planRows(plan);
  const { serverEnds } = plan.follows;
  const settings = settingTexts(plan).map((text) => `${printable(text)}\n`);
  stdout.write(
    [
      `plan ${printable(plan.call.name)}:\n`,
      affected.length === 0 && settings.length === 0 ? 'no step is affected\n' : '',
      affected.length === 0 ? '' : tableOf(affected),
      ...settings,
      follows.length === 0 ? '' : `what follows:\n${tableOf(follows)}`,
      serverEnds ? 'the server ends\n' : '',
      follows.length === 0 && !serverEnds ? 'nothing else follows\n' : '',
    ].join(''),
  );
}

function tableOf(rows: readonly PlanRow[]): string {
  return tableText(['n', 'is', 'becomes', 'step'], rows, () => []);
}
