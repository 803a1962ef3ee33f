import type { WaitOptions, WaitResult } from './client-types.js';
import { resultOf, type ServerLink } from './server-link.js';

/** Waits until a trail has come to what is waited for, or was finished or shut down before. */
export async function waitFor(link: ServerLink, { until = 'finished', signal }: WaitOptions): Promise<WaitResult> {
  signal?.throwIfAborted();
  // A connection of its own: giving up is then just hanging up, and the server forgets the waiter.
  const connection = await link.open();
  try {
    return resultOf(await connection.request('wait', { until }, { signal }));
  } finally {
    await connection.close();
  }
}
