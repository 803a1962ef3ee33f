import { printable } from '@autotrail/helpers';
import type { Line, Style } from './terminal.js';
import { cutText, textWidth } from './text-width.js';

/** A row of a table: its cells, and how the whole of it is coloured. */
export interface Row {
  readonly cells: readonly string[];
  readonly style?: Style;
}

/** The heading of a column, and whether its cells are of no use if they are cut, as what is typed into the next command. */
export type Heading = string | { readonly text: string; readonly isWhole: true };

/** A terminal of fewer columns has no room for what can be done without, such as dates. */
export const NARROW_COLUMNS = 80;

const GAP = '  ';

/**
 * Lines of a table, made printable. Where the terminal is too narrow, long cells and then whole lines are cut: a wrapped table can
 * no longer be read.
 */
export function tableLines(header: readonly Heading[], rows: readonly Row[], columns: number): readonly Line[] {
  const headings = header.map((heading) => (typeof heading === 'string' ? { text: heading, isWhole: false } : heading));
  const all: readonly Row[] = [{ cells: headings.map(({ text }) => text), style: 'bold' }, ...rows];
  // Off a terminal there is no width to keep to.
  const cellLimit = Number.isFinite(columns) ? Math.max(8, Math.floor(columns / 3)) : columns;
  const limits = headings.map(({ isWhole }, i) => (isWhole || i === headings.length - 1 ? columns : cellLimit));
  const shown = all.map(({ cells }) => cells.map((cell, i) => shorten(cell, limits[i] ?? cellLimit)));
  const widths = header.map((_, column) => shown.reduce((width, cells) => Math.max(width, textWidth(cells[column] ?? '')), 0));
  return all.map(({ style }, row) => {
    const text = (shown[row] ?? []).map((cell, column) => pad(cell, widths[column] ?? 0)).join(GAP);
    return { text: cutText(text.trimEnd(), columns), ...(style !== undefined && { style }) };
  });
}

function shorten(cell: string, columns: number): string {
  return cutText(printable(cell), columns);
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - textWidth(cell));
}
