import type { CallPlan, PlannedStep } from '@autotrail/layer1';
import { type Row, tableLines } from './table.js';
import type { Line } from './terminal.js';

/** What of a plan is shown to people. */
export type ShownPlan = Pick<CallPlan, 'affected' | 'follows'>;

/** A plan for people: which steps it affects, and what follows. */
export function planLines({ affected, follows }: ShownPlan, columns: number): readonly Line[] {
  const consequences = consequenceRows(follows);
  return [
    ...section('Affects:', affected.map(moveRow), columns),
    ...section('What follows:', consequences, columns),
    ...(follows.serverEnds ? ['The server ends.'] : []),
    ...(consequences.length === 0 && !follows.serverEnds ? ['Nothing else follows.'] : []),
  ];
}

/** What happens comes first in a line: on a narrow terminal the rest is cut. */
function section(title: string, rows: readonly Row[], columns: number): readonly Line[] {
  if (rows.length === 0) return [];
  return [{ text: title, style: 'bold' }, ...tableLines(['n', 'is', 'becomes', 'step'], rows, columns)];
}

function consequenceRows(follows: ShownPlan['follows']): readonly Row[] {
  const { changes, joins, prompts, reachable, unreachable } = follows;
  return [
    ...changes.map(moveRow),
    ...joins.map(({ n, name, missing, becomes }) => row([n, parentsText(missing), parentsText(becomes), name])),
    ...prompts.map(({ n, name, id, becomes }) => row([n, `asking ${id}`, becomes, name])),
    ...reachable.map(({ n, name }) => row([n, 'unreachable', 'reachable', name])),
    ...unreachable.map(({ n, name }) => row([n, 'reachable', 'unreachable', name])),
  ];
}

function moveRow({ n, name, state, becomes, pauseOnFail }: PlannedStep): Row {
  const flag = pauseOnFail === undefined ? '' : `, pause-on-fail ${pauseOnFail ? 'on' : 'off'}`;
  return row([n, state, `${becomes}${flag}`, name]);
}

function parentsText(missing: number): string {
  if (missing === 0) return 'all before done';
  return missing === 1 ? 'lacks 1 parent' : `lacks ${missing} parents`;
}

function row(cells: readonly (string | number)[]): Row {
  return { cells: cells.map(String) };
}
