import { messageOf } from '@autotrail/core';
import type { JournalRecord } from '@autotrail/layer1';
import { layer2Error } from '../errors.js';
import { encodeLine, type LineFault } from './journal-line.js';
import type { JournalPosition } from './journal-position.js';
import { faultOfRecord } from './journal-record.js';

/** The lines of some records, and where a journal ends with them. */
export interface EncodedRecords {
  readonly bytes: Buffer;
  readonly end: JournalPosition;
}

/**
 * The lines of some records that are to follow a position, all of its epoch. They pass the same checks as when they are read:
 * what is written can be read.
 *
 * @throws AutoTrailError `AUTOTRAIL_JOURNAL_MISUSED`
 */
export function encodeRecords(records: readonly JournalRecord[], from: JournalPosition): EncodedRecords {
  const lines: Buffer[] = [];
  let end = from;
  for (const record of records) {
    const fault = faultOfRecord(record, end) ?? faultOfEpoch(record.epoch, from.epoch);
    if (fault !== null) throw layer2Error('AUTOTRAIL_JOURNAL_MISUSED', { ...fault });
    const { bytes, check } = encodeLine(jsonOf(record), end.check);
    lines.push(bytes);
    end = { offset: end.offset + bytes.length, revision: end.revision + 1, epoch: record.epoch, check };
  }
  return { bytes: Buffer.concat(lines), end };
}

function faultOfEpoch(epoch: number, own: number): LineFault | null {
  return epoch === own ? null : { expected: `records of epoch ${own}`, found: String(epoch) };
}

function jsonOf(record: JournalRecord): string {
  try {
    return JSON.stringify(record);
  } catch (cause) {
    throw layer2Error('AUTOTRAIL_JOURNAL_MISUSED', { expected: 'a record of JSON', found: messageOf(cause) }, cause);
  }
}
