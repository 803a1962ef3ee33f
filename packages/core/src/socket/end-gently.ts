import type { Socket } from 'node:net';
import { startTimer } from './timer.js';

/**
 * Ends a connection so that its peer still gets all that was written: after our end, what the peer sends is read and thrown away
 * until it hangs up too, or until the grace is over.
 *
 * Destroying the socket at once would leave unread bytes behind, for which the system resets the connection: a client that is still
 * sending a line over the limit would see a broken pipe, not the error that explains it.
 */
export function endGently(socket: Socket, graceMs: number): void {
  const waitForPeer = (): void => {
    const timer = startTimer(graceMs, () => socket.destroy());
    socket.once('close', () => clearTimeout(timer));
  };
  socket.end();
  socket.resume();
  if (socket.writableFinished) waitForPeer();
  else socket.once('finish', waitForPeer);
}
