import type { JsonValue } from '@autotrail/core';
import type { Journal, JournalRecord } from '../ports/journal.js';
import type { HistoryPage } from './api-call.js';

/** The most records that one answer holds: a client asks again for more. */
export const PAGE_RECORDS = 1_000;

/** Reads a page of a trail's journal. */
export async function readPage(memory: Pick<Journal, 'read'>, from: number, limit: number): Promise<JsonValue> {
  const records: JournalRecord[] = [];
  let next: number | null = null;
  for await (const record of memory.read(from)) {
    if (records.length === limit) {
      next = record.revision;
      break;
    }
    records.push(record);
  }
  const page: HistoryPage = { records, next };
  return page as unknown as JsonValue;
}
