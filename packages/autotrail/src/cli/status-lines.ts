import { jsonText, reasonText, survivorsText } from '@autotrail/helpers';
import type { StepStatus } from '@autotrail/layer1';
import { needsPerson } from './hints.js';
import { styleOf } from './state-style.js';
import { type FittedTable, fittedTable, type Row } from './table.js';
import { dateText, spanText } from './time-text.js';

/** What a line of the table shows of a step. */
export type ShownStatus = Pick<
  StepStatus,
  | 'n'
  | 'state'
  | 'name'
  | 'since'
  | 'cause'
  | 'returnValue'
  | 'abandoned'
  | 'survivors'
  | 'prompts'
  | 'waitingForResponse'
  | 'by'
  | 'until'
  | 'provenance'
>;

const HEADER = ['n', 'state', 'step', 'for', 'why', 'asks'];

/** Steps as a table: those that wait for a person first, the others by their numbers. */
export function statusTable(steps: readonly ShownStatus[], now: number, columns: number): FittedTable {
  const ordered = [...steps].sort((a, b) => Number(needsPerson(b)) - Number(needsPerson(a)) || a.n - b.n);
  return fittedTable(
    HEADER,
    ordered.map((step) => statusRow(step, now)),
    columns,
  );
}

function statusRow(step: ShownStatus, now: number): Row {
  const { n, state, name, since, waitingForResponse } = step;
  const asks = waitingForResponse === null ? '' : jsonText(waitingForResponse.message);
  const cells = [String(n), state, name, since === null ? '' : spanText(now - Date.parse(since)), why(step), asks];
  return { cells, ...styleOf(step) };
}

function why(step: ShownStatus): string {
  const { survivors, until } = step;
  const date = until === null ? null : dateText(Date.parse(until));
  const told = [reasonText({ ...step, until: date }), survivors.length === 0 ? '' : survivorsText(survivors)];
  return told.filter((text) => text !== '').join('; ');
}
