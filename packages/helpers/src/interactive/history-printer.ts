import type { JournalRecord } from '@autotrail/layer1';
import { printable } from '../printable.js';
import { promptLines, recordLines } from './event-lines.js';
import type { PrinterOutput } from './printers.js';

/** Prints records of a journal: when each of them was made, what it is, and below it what it tells. */
export function printHistory(stdout: PrinterOutput, records: readonly JournalRecord[], nameOf: (n: number) => string): void {
  for (const record of records) {
    const { at, revision, event } = record;
    const what = event.type === 'command' ? event.call : event.type;
    stdout.write(`${new Date(at).toISOString()}  ${revision}  ${printable(what)}\n`);
    for (const line of [...recordLines(record, nameOf), ...askedLine(record, nameOf)]) stdout.write(`    ${line}\n`);
  }
}

/** Without how to answer: it may be too late for that. */
function askedLine({ event }: JournalRecord, nameOf: (n: number) => string): readonly string[] {
  if (event.type !== 'prompt') return [];
  return promptLines(event.n, { id: event.promptId, message: event.message }, nameOf).slice(0, 1);
}
