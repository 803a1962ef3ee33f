import type { JsonObject } from '@autotrail/core';
import type { HistoryPage, JournalRecord } from '@autotrail/layer1';
import type { HistoryOptions } from './client-types.js';

/** Reads a journal a page at a time, from a revision on, to the last that is durable by then. @param ask - asks for a page */
export async function* readHistory(
  ask: (fields: JsonObject) => Promise<HistoryPage>,
  { from = 0, pageSize }: HistoryOptions,
): AsyncGenerator<JournalRecord, void, void> {
  const limit = pageSize === undefined ? {} : { limit: pageSize };
  for (let next: number | null = from; next !== null; ) {
    const page: HistoryPage = await ask({ from: next, ...limit });
    yield* page.records;
    next = page.next;
  }
}
