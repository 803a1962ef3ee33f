import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HostileLine } from './hostile-line.js';

/** One connection, from its first byte to its last. */
export interface Exchange {
  /** What is written, one part in each turn of the event loop. */
  readonly parts: readonly Uint8Array[];
  /**
   * What the client does then: `wait` for the server to end the connection, `end` its own side first, `hang up` in both directions
   * without reading, `reset`: the same with unread bytes on its side, so that the server meets a broken pipe.
   */
  readonly ending: 'wait' | 'end' | 'hang up' | 'reset';
  /** What was written, if all of it is to be answered; `null` if the client is gone before, or the server owes it nothing. */
  readonly lines: readonly HostileLine[] | null;
  /** Whether the server says hello first. */
  readonly hasHello: boolean;
}

/** How long the server may be silent before it counts as hanging, in milliseconds. It ends a silent first line after 30,000. */
const PATIENCE_MS = 45_000;

/** Has an exchange with the server on a socket, and answers the lines it sent. */
export async function exchange(socketFile: string, { parts, ending }: Exchange): Promise<readonly string[]> {
  const socket = connect({ path: socketFile, allowHalfOpen: true });
  const chunks: Buffer[] = [];
  // What the server does with the connection of a client like this is its own affair; that it answers others is what counts.
  socket.on('error', () => {});
  const over = new Promise<void>((resolve) => socket.once('end', resolve).once('close', () => resolve()));
  if (ending !== 'reset') socket.on('data', (chunk) => chunks.push(chunk));
  await write(socket, parts);
  if (ending === 'hang up' || ending === 'reset') return leave(socket);
  if (ending === 'end') socket.end();
  let isHanging = false;
  socket.setTimeout(PATIENCE_MS, () => {
    isHanging = true;
    socket.destroy();
  });
  await over;
  socket.destroy();
  if (isHanging) throw new Error(`The server did not end the connection within ${PATIENCE_MS} ms.`);
  return Buffer.concat(chunks).toString().split('\n').slice(0, -1);
}

async function write(socket: Socket, parts: readonly Uint8Array[]): Promise<void> {
  for (const part of parts) {
    if (!socket.writable) return;
    socket.write(part);
    if (parts.length > 1) await nextTurn();
    if (socket.writableNeedDrain && !socket.destroyed) await room(socket);
  }
}

/** Resolves when there is room, or never will be: a server that has heard enough ends the connection. */
function room(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      socket.off('drain', go).off('close', go);
      resolve();
    };
    socket.on('drain', go).on('close', go);
  });
}

async function leave(socket: Socket): Promise<readonly string[]> {
  // What was written leaves with this turn; a connection that was never made is not worth a test.
  await nextTurn();
  socket.destroy();
  return [];
}
