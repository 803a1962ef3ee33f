import type { JournalRecord } from '@autotrail/layer1';
import { printable } from '../printable.js';
import { askedPrompts, askingLine, recordLines } from './event-lines.js';
import type { PrinterOutput } from './printers.js';

/** Prints records of a journal: when each of them was made, what it is, and below it what it tells. */
export function printHistory(stdout: PrinterOutput, records: readonly JournalRecord[], nameOf: (n: number) => string): void {
  for (const record of records) {
    const { at, revision, event } = record;
    const what = event.type === 'command' ? event.call : event.type;
    stdout.write(`${new Date(at).toISOString()}  ${revision}  ${printable(what)}\n`);
    for (const line of [...recordLines(record, nameOf), ...askingLines(record, nameOf)]) stdout.write(`    ${line}\n`);
  }
}

/** A reminder is told by what it changed. */
function askingLines(record: JournalRecord, nameOf: (n: number) => string): readonly string[] {
  return record.event.type === 'prompt' ? askedPrompts(record).map(({ n, prompt }) => askingLine(n, prompt, nameOf)) : [];
}
