import type { TrailClient } from '@autotrail/layer2';
import type { Line } from './terminal.js';

/** What a server says of itself. Servers of other versions leave some of it out. */
export interface ServerFacts {
  readonly trail: string;
  readonly revision: number;
  readonly run?: string;
  /** Why its journal keeps nothing for the time being; `null`: it does. */
  readonly trouble?: string | null;
}

/** Asks a server what it says of itself. */
export async function serverFacts(client: TrailClient): Promise<ServerFacts> {
  return client.ping();
}

/** That the server is in trouble, and what that means; nothing if it is not. */
export function troubleLines({ trouble = null }: Pick<ServerFacts, 'trouble'>): readonly Line[] {
  if (trouble === null) return [];
  const meaning = 'Until then commands are refused, and what attempts report waits.';
  return [{ text: `The journal cannot be written: ${trouble} ${meaning}`, style: 'red' }];
}
