import { messageOf } from '@autotrail/core';
import type { JournalRecord } from '@autotrail/layer1';
import { layer2Error } from '../errors.js';
import { decodeLine, type LineFault } from './journal-line.js';
import type { JournalPosition } from './journal-position.js';
import { faultOfRecord } from './journal-record.js';

/** What some bytes of a journal hold. */
export interface RecordsIn {
  readonly records: readonly JournalRecord[];
  /** Where the whole lines end. */
  readonly end: JournalPosition;
  /** Bytes that it takes from there to know more. */
  readonly needs: number;
}

/**
 * The records of all whole lines in some bytes of a journal.
 *
 * @param from - where the bytes begin
 * @param file - the journal's name, for the error
 * @throws AutoTrailError `AUTOTRAIL_JOURNAL_DAMAGED`, with the offset of the line that is wrong
 */
export function recordsIn(bytes: Buffer, from: JournalPosition, file: string): RecordsIn {
  const records: JournalRecord[] = [];
  for (let end = from; ; ) {
    const line = decodeLine(bytes.subarray(end.offset - from.offset), end.check);
    if ('needs' in line) return { records, end, needs: line.needs };
    if ('expected' in line) throw damaged(file, end, line);
    const record = recordOf(line.text, end, file);
    records.push(record);
    end = { offset: end.offset + line.size, revision: end.revision + 1, epoch: record.epoch, check: line.check };
  }
}

/** The error of a journal that is not as it was written. */
export function damaged(file: string, { offset }: { readonly offset: number }, { expected, found }: LineFault): Error {
  return layer2Error('AUTOTRAIL_JOURNAL_DAMAGED', { file, offset, expected, found });
}

function recordOf(text: string, at: JournalPosition, file: string): JournalRecord {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (cause) {
    throw damaged(file, at, { expected: 'a record in JSON', found: messageOf(cause) });
  }
  const fault = faultOfRecord(record, at);
  if (fault !== null) throw damaged(file, at, fault);
  return record as JournalRecord;
}
