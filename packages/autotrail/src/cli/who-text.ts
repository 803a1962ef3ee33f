import type { JournalRecord, Provenance } from '@autotrail/layer1';

/** How much is told of who wanted something: as they said; also where it came from; also the path of the socket. */
export type WhoDetail = 'name' | 'source' | 'path';

/** Who wanted it: as they said, and where it came from as the server knows it. */
export function whoText(event: JournalRecord['event'], detail: WhoDetail): string {
  const { actor, source }: Provenance = 'actor' in event || 'source' in event ? event : {};
  if (detail === 'name' && actor !== undefined) return actor;
  // The path of the socket is the same for everybody.
  const from = detail === 'path' ? source : source?.replace(/^unix:.*(#\d+)$/, 'unix$1');
  return [actor, from].filter((text) => text !== undefined).join(', ');
}
