import type { Server, Socket } from 'node:net';
import type { Address } from './address.js';

/** A server that accepts connections and leaves to others what to do with them. */
export interface SocketServer {
  /** Where it listens, with the port the system chose if that was left to it. */
  readonly address: Address;
  /** Names who gets the connections. Those that came before wait for it. */
  onConnection(receive: (socket: Socket) => void): void;
  /**
   * Stops accepting and gives up the address: a socket's path is removed, unless another server's socket stands there by now.
   * Connections that were accepted stay open. Calling it again changes nothing.
   */
  close(): Promise<void>;
}

/**
 * The {@link SocketServer} of a `net` server that listens already.
 *
 * @param unpublish - Removes what stands for the server in the file system. Called while it still listens: only until then no other
 * socket can bear its inode number.
 */
export function socketServer(server: Server, address: Address, unpublish: () => void): SocketServer {
  const early = new Set<Socket>();
  let receive = (socket: Socket): void => void early.add(socket);
  let isOpen = true;
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    receive(socket);
  });
  // An accept that failed, such as for want of file descriptors, costs that client its connection and nobody else.
  server.on('error', () => {});
  return {
    address,
    onConnection(receiver) {
      receive = receiver;
      for (const socket of early) if (!socket.destroyed) receiver(socket);
      early.clear();
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      unpublish();
      server.close();
      for (const socket of early) socket.destroy();
    },
  };
}
