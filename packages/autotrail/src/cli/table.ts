import { printable } from '@autotrail/helpers';
import type { Line, Style } from './terminal.js';
import { cutText, textWidth, wrapText } from './text-width.js';

/** A row of a table: its cells, and how the whole of it is coloured. */
export interface Row {
  readonly cells: readonly string[];
  readonly style?: Style;
}

/**
 * The heading of a column. `isWhole`: its cells are of no use if they are cut, as what is typed into the next command. `wraps`, for the
 * last column: what there is no room for goes on below it.
 */
export type Heading = string | { readonly text: string; readonly isWhole?: true; readonly wraps?: true };

/** A table that was brought to the width of a terminal. */
export interface FittedTable {
  readonly lines: readonly Line[];
  /** Whether anything of it had to be cut. */
  readonly isCut: boolean;
}

/** A terminal of fewer columns has no room for what can be done without, such as dates. */
export const NARROW_COLUMNS = 80;

const GAP = '  ';

/** How far lines are indented that go on below a row, where there is no room for them below their own column. */
const INDENT = 4;

/** Lines of a table, as {@link fittedTable} has them. */
export function tableLines(header: readonly Heading[], rows: readonly Row[], columns: number): readonly Line[] {
  return fittedTable(header, rows, columns).lines;
}

/**
 * A table, made printable. Where the terminal is too narrow, long cells and then whole lines are cut: where each cell wraps, a table can
 * no longer be read.
 */
export function fittedTable(header: readonly Heading[], rows: readonly Row[], columns: number): FittedTable {
  const headings = header.map((heading) => (typeof heading === 'string' ? { text: heading } : heading));
  const head: Row = { cells: headings.map(({ text }) => text), style: 'bold' };
  const whole = [head, ...rows].map(printableRow);
  const texts = whole.map(({ cells }) => cells);
  const limits = cellLimits(headings, widthsOf(texts), columns);
  const shown = texts.map((cells) => cells.map((cell, i) => cutText(cell, limits[i] ?? columns)));
  const widths = widthsOf(shown);
  const lay = headings.at(-1)?.wraps === true ? wrapLines : cutLines;
  // The headings are one line whatever there is room for: who adds rows to a table leaves it out.
  const laid = shown.map((cells, row) => (row === 0 ? cutLines : lay)(cells, widths, columns));
  const lines = laid.flatMap((parts, row) => {
    const { style } = whole[row] ?? {};
    return parts.map((text) => ({ text, ...(style !== undefined && { style }) }));
  });
  const isCellCut = shown.some((cells, row) => cells.some((cell, i) => cell !== texts[row]?.[i]));
  const isLineCut = lay === cutLines && shown.some((cells) => textWidth(lineText(cells, widths)) > columns);
  return { lines, isCut: isCellCut || isLineCut };
}

/** How wide the cells of each column may be, where they do not all fit. */
function cellLimits(
  headings: readonly Exclude<Heading, string>[],
  widths: readonly number[],
  columns: number,
): readonly number[] {
  const total = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
  const limit = total <= columns ? columns : Math.max(8, Math.floor(columns / 3));
  return headings.map(({ isWhole, wraps }, i) => {
    if (wraps === true) return Number.POSITIVE_INFINITY;
    return isWhole === true || i === headings.length - 1 ? columns : limit;
  });
}

/** How wide the widest cell of each column is. */
function widthsOf(rows: readonly (readonly string[])[]): readonly number[] {
  const [first = []] = rows;
  return first.map((_, column) => rows.reduce((width, cells) => Math.max(width, textWidth(cells[column] ?? '')), 0));
}

function cutLines(cells: readonly string[], widths: readonly number[], columns: number): readonly string[] {
  return [cutText(lineText(cells, widths), columns)];
}

/** What there is no room for goes on below its column, or, if that is a narrow one, below the row. */
function wrapLines(cells: readonly string[], widths: readonly number[], columns: number): readonly string[] {
  const line = lineText(cells, widths);
  if (textWidth(line) <= columns) return [line];
  const before = cells.slice(0, -1).map((cell, column) => `${pad(cell, widths[column] ?? 0)}${GAP}`);
  const lead = cutText(before.join(''), columns);
  const start = textWidth(lead);
  const indent = start <= columns / 2 ? start : Math.min(INDENT, Math.floor(columns / 3));
  const [first = '', ...others] = wrapText(cells.at(-1) ?? '', { first: columns - start, others: columns - indent });
  return [`${lead}${first}`.trimEnd(), ...others.map((text) => `${' '.repeat(indent)}${text}`)];
}

function lineText(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => pad(cell, widths[column] ?? 0))
    .join(GAP)
    .trimEnd();
}

function printableRow({ cells, ...row }: Row): Row {
  return { cells: cells.map(printable), ...row };
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - textWidth(cell));
}
