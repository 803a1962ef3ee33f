import { recordText } from '@autotrail/helpers';
import type { JournalRecord } from '@autotrail/layer1';
import { type Heading, NARROW_COLUMNS, tableLines } from './table.js';
import type { Line } from './terminal.js';
import { clockText, dateText } from './time-text.js';
import { type WhoDetail, whoText } from './who-text.js';

/** How the rows of a history are made. */
export interface RowOptions {
  /** What a step is called. */
  readonly nameOf: (n: number) => string;
  /** Whether request ids, and what was answered and sent, are told too. */
  readonly isVerbose: boolean;
  /** The width of the terminal. */
  readonly columns: number;
}

/** The widths of the columns but for the last, where they cannot be those of the widest cells: of rows that are still to come. */
const GROWING_WIDTHS = [19, 4, 20, 20];

/** A table of records. */
export function historyLines(records: readonly JournalRecord[], options: RowOptions): readonly Line[] {
  const rows = records.map((record) => ({ cells: cellsOf(record, options) }));
  return tableLines(wrapping(headings(options)), rows, options.columns);
}

/** The heading of a table that grows. */
export function growingHeading(options: RowOptions): readonly Line[] {
  const shown = widened(headings(options), options);
  return tableLines(wrapping(shown), [], options.columns);
}

/** A row of a table that grows. */
export function growingRow(record: JournalRecord, options: RowOptions): readonly Line[] {
  return tableLines(wrapping(headings(options)), [{ cells: widened(cellsOf(record, options), options) }], options.columns).slice(
    1,
  );
}

/** What has happened is wanted whole. */
function wrapping(texts: readonly string[]): readonly Heading[] {
  return texts.map((text, i) => (i === texts.length - 1 ? { text, wraps: true } : text));
}

function headings({ isVerbose }: RowOptions): readonly string[] {
  return ['time', 'rev', 'who', ...(isVerbose ? ['request'] : []), 'what'];
}

function cellsOf(record: JournalRecord, options: RowOptions): readonly string[] {
  const { at, revision, event, answered } = record;
  const { nameOf, isVerbose, columns } = options;
  const isNarrow = columns < NARROW_COLUMNS;
  const request = isVerbose ? [answered?.requestId ?? ''] : [];
  const time = isNarrow ? clockText(at) : dateText(at);
  const what = recordText(record, { nameOf, hasActor: false, hasValues: isVerbose });
  return [time, String(revision), whoText(event, whoDetail(isVerbose, isNarrow)), ...request, what];
}

/** Cells brought to a width, where there is room for that. */
function widened(cells: readonly string[], { columns }: RowOptions): readonly string[] {
  if (columns < NARROW_COLUMNS) return cells;
  return cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(GROWING_WIDTHS[i] ?? 0)));
}

function whoDetail(isVerbose: boolean, isNarrow: boolean): WhoDetail {
  if (isVerbose) return 'path';
  return isNarrow ? 'name' : 'source';
}
