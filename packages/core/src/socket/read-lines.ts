import type { Socket } from 'node:net';
import { LineDecoder } from './line-decoder.js';

/**
 * The lines of a socket, read only as fast as they are asked for. Ends when the peer has sent its last; throws what
 * {@link LineDecoder} throws, and the socket's error if it breaks. Whoever stops early owns the socket again, still open.
 */
export async function* readLines(socket: Socket, maxBytes?: number): AsyncGenerator<string, void, undefined> {
  const decoder = new LineDecoder(maxBytes);
  // By default the iterator destroys the socket at its end, and with it the answers that are still to be sent.
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) yield* decoder.push(chunk);
}
