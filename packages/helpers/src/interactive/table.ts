import { printable } from '../printable.js';

/** A value on one line, as it may be shown on a terminal: a text as it is, anything else as JSON. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Records as a table with a head, some of them with details below, each on a line of its own. */
export function tableText<T extends object>(
  columns: readonly (keyof T & string)[],
  records: readonly T[],
  detailsOf: (record: T) => readonly string[],
): string {
  const rows: readonly (readonly string[])[] = records.map((record) => columns.map((column) => cellText(record[column])));
  const widths = columns.map((column, i) => rows.reduce((width, row) => Math.max(width, lengthOf(row[i] ?? '')), column.length));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => pad(cell, widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  const body = records.flatMap((record, i) => [
    line(rows[i] ?? []),
    ...detailsOf(record).map((detail) => `    ${printable(detail)}`),
  ]);
  return [line(columns), ...body].map((text) => `${text}\n`).join('');
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(width - lengthOf(text));
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
