import type { Duplex, Readable } from 'node:stream';

/** Calls back when a stream is closed, also where it has been for long: a process may have ended before anybody reads its output. */
export function whenClosed(stream: Readable | Duplex, callback: () => void): void {
  if (stream.closed) queueMicrotask(callback);
  else stream.once('close', callback);
}
