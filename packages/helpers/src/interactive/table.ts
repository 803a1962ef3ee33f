import { printable } from '../printable.js';

/** A value on one line, as it may be shown on a terminal: texts as they are, prompts and processes by their ids, anything else as JSON. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (isPrompt(value)) return `${printable(value.id)}: ${cellText(value.message)}`;
  if (isProcess(value)) return `${value.pid}: ${cellText(value.command)}`;
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
  const body = records.flatMap((record, i) => [line(rows[i] ?? []), ...detailsOf(record).map((detail) => `    ${detail}`)]);
  return [line(columns), ...body].map((text) => `${text}\n`).join('');
}

function isPrompt(value: unknown): value is { readonly id: string; readonly message: unknown } {
  return typeof value === 'object' && value !== null && 'id' in value && 'message' in value && typeof value.id === 'string';
}

function isProcess(value: unknown): value is { readonly pid: number; readonly command: unknown } {
  return typeof value === 'object' && value !== null && 'pid' in value && 'command' in value && typeof value.pid === 'number';
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(width - lengthOf(text));
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
