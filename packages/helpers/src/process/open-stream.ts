import { connect, type Socket } from 'node:net';

/** A connection to the server of which nothing is read here: that is left to the process that is given it. */
export function openStream(socketFile: string): Socket {
  return connect(socketFile).pause();
}

/** Says which stream this is. Resolves when that is said. */
export function introduce(stream: Socket, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // It stays: a server that is gone while a stream waits to be handed on is heard of through the channel.
    stream.on('error', reject);
    stream.write(token, (error) => {
      if (!error) resolve();
    });
  });
}
