import type { PushedEvent, TrailClient } from 'autotrail';

/** One thing that happened to a trail, and what it changed. */
export type TrailRecord = Exclude<PushedEvent, { readonly gap: unknown }>;

/** What happens to a trail from now on, until it is finished or somebody must see to a failure. */
export async function* recordsUntilOver(client: TrailClient): AsyncGenerator<TrailRecord, void, void> {
  const over = new AbortController();
  let seen = 0;
  let last = Number.POSITIVE_INFINITY;
  const endIfOver = (): void => {
    if (seen >= last) over.abort();
  };
  const events = client.events({ signal: over.signal });
  // The end is known by its revision: word of it may come before the last records, or after them.
  void client.wait({ until: 'failed' }).then(({ revision }) => {
    last = revision;
    endIfOver();
  });
  try {
    for await (const record of events) {
      if ('gap' in record) continue;
      yield record;
      seen = record.revision;
      endIfOver();
    }
  } catch (error) {
    if (!over.signal.aborted) throw error;
  }
}
