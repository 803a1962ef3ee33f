import type { ApiServer, Transport } from '../ports/transport.js';
import { closeAll } from './close-all.js';

/**
 * Opens all ways to a server. If one cannot be opened, those before it are closed again.
 *
 * @param check - asked after each: throws if the server has ended meanwhile
 * @throws what a transport or the check throws
 */
export async function listenOnAll(transports: readonly Transport[], server: ApiServer, check: () => void): Promise<void> {
  const opened: Transport[] = [];
  try {
    for (const transport of transports) {
      await transport.listen(server);
      opened.push(transport);
      check();
    }
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}
