import { type PlanRow, planRows, type ShownPlan, settingTexts } from '@autotrail/helpers';
import { tableLines } from './table.js';
import type { Line } from './terminal.js';

/** A plan for people: which steps it affects, and what follows. */
export function planLines(plan: ShownPlan, columns: number): readonly Line[] {
  const { affected, follows } = planRows(plan);
  const { serverEnds } = plan.follows;
  return [
    ...section('Affects:', affected, columns),
    ...settingLines(plan),
    ...section('What follows:', follows, columns),
    ...(serverEnds ? ['The server ends.'] : []),
    ...(follows.length === 0 && !serverEnds ? ['Nothing else follows.'] : []),
  ];
}

function settingLines(plan: ShownPlan): readonly Line[] {
  const texts = settingTexts(plan);
  return texts.length === 0 ? [] : [{ text: 'Sets:', style: 'bold' }, ...texts.map((text) => `  ${text}`)];
}

/** What happens comes first in a line: on a narrow terminal the rest is cut. */
function section(title: string, rows: readonly PlanRow[], columns: number): readonly Line[] {
  if (rows.length === 0) return [];
  const cells = rows.map(({ n, is, becomes, step }) => ({ cells: [String(n), is, becomes, step] }));
  return [{ text: title, style: 'bold' }, ...tableLines(['n', 'is', 'becomes', 'step'], cells, columns)];
}
