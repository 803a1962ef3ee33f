import type { JournalRecord } from '@autotrail/layer1';
import { type NameOf, recordLines } from './event-lines.js';
import type { PrinterOutput } from './printers.js';

/** Prints records of a journal: when each of them was made, and what it tells. */
export function printHistory(stdout: PrinterOutput, records: readonly JournalRecord[], nameOf: NameOf): void {
  for (const record of records) {
    const [first, ...below] = recordLines(record, nameOf);
    stdout.write(`${new Date(record.at).toISOString()}  ${record.revision}  ${first}\n`);
    for (const line of below) stdout.write(`    ${line}\n`);
  }
}
