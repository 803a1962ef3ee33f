import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Deferred } from '@autotrail/layer1';

const TOKEN_BYTES = 16;
const TOKEN_CHARACTERS = TOKEN_BYTES * 2;

/** The streams of a process that is being started. */
export interface ExpectedStreams {
  readonly tokens: readonly string[];
  /** Resolves when all have come. */
  readonly arrived: Promise<readonly Socket[]>;
  /** They will not come: closes those that did. */
  forget(): void;
}

/**
 * Where the streams of processes arrive: a socket in a folder that only this user may enter. Each connection begins with the token of
 * a stream that is expected; any other is closed.
 */
export class StreamDesk {
  readonly socketFile: string;
  readonly #server: Server;
  readonly #expected = new Map<string, Deferred<Socket>>();

  private constructor(socketFile: string, server: Server) {
    this.socketFile = socketFile;
    this.#server = server;
    server.on('connection', (socket) => this.#receive(socket));
    // Out of file descriptors, most likely. Which stream was lost nobody can say.
    server.on('error', (error) => {
      for (const stream of this.#expected.values()) stream.reject(error);
    });
  }

  static async open(): Promise<StreamDesk> {
    const folder = await mkdtemp(join(tmpdir(), 'autotrail-'));
    const server = createServer();
    const desk = new StreamDesk(join(folder, 's'), server);
    // Processes keep the server's process alive, not the desk.
    server.listen(desk.socketFile).unref();
    await once(server, 'listening');
    return desk;
  }

  expect(count: number): ExpectedStreams {
    const tokens = Array.from({ length: count }, () => randomBytes(TOKEN_BYTES).toString('hex'));
    const streams = tokens.map((token) => {
      const stream = new Deferred<Socket>();
      this.#expected.set(token, stream);
      return stream.promise;
    });
    const forget = (): void => {
      for (const token of tokens) this.#expected.delete(token);
      for (const stream of streams) stream.then((socket) => socket.destroy()).catch(() => {});
    };
    return { tokens, arrived: Promise.all(streams), forget };
  }

  async close(): Promise<void> {
    this.#server.close();
    await rm(dirname(this.socketFile), { recursive: true, force: true });
  }

  #receive(socket: Socket): void {
    // Without a listener a reset would end this process. Whoever uses the stream hears of it by its end.
    socket.on('error', () => {});
    const readToken = (): void => {
      // What comes behind the token stays in the stream.
      const token: Buffer | null = socket.read(TOKEN_CHARACTERS);
      if (token === null) return;
      socket.off('readable', readToken);
      this.#handOver(token.toString('latin1'), socket);
    };
    socket.on('readable', readToken);
  }

  #handOver(token: string, socket: Socket): void {
    const stream = this.#expected.get(token);
    this.#expected.delete(token);
    if (stream === undefined) socket.destroy();
    else stream.resolve(socket);
  }
}
