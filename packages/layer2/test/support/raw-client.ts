import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { JsonObject, JsonValue } from '@autotrail/core';
import { decodeMessage, jsonCodec, LineDecoder } from '@autotrail/core/socket';
import { onTestFinished } from 'vitest';

/** A client that knows bytes and lines only, and can be as rude as it likes. */
export class RawClient {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  readonly #lines: string[] = [];
  readonly #decoder = new LineDecoder(Number.POSITIVE_INFINITY);
  readonly #news = new EventEmitter();
  /** Whether the server has sent its last. */
  hasEnded = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      this.#lines.push(...this.#decoder.push(chunk));
      this.#news.emit('news');
    });
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        this.hasEnded = true;
        this.#news.emit('news');
      });
    }
    onTestFinished(() => {
      socket.destroy();
    });
  }

  static async connected(path: string): Promise<RawClient> {
    const socket = connect({ path, allowHalfOpen: true });
    const client = new RawClient(socket);
    await once(socket, 'connect');
    return client;
  }

  /** A client that has said hello on wire 2. */
  static async onWire2(path: string): Promise<RawClient> {
    const client = await RawClient.connected(path);
    client.send({ autotrail: 2 });
    await client.line();
    return client;
  }

  /** Sends messages, a line each. */
  send(...messages: JsonValue[]): this {
    this.socket.write(messages.map((message) => jsonCodec.encode(message as JsonObject)).join(''));
    return this;
  }

  /** The next line as it came; `null` when the server has sent its last. */
  async line(): Promise<string | null> {
    while (this.#lines.length === 0 && !this.hasEnded) await once(this.#news, 'news');
    return this.#lines.shift() ?? null;
  }

  /** The next line as a message; `null` when the server has sent its last. */
  async message(): Promise<JsonValue> {
    const line = await this.line();
    return line === null ? null : decodeMessage(line);
  }

  /** Resolves when the server has ended its side of the connection. */
  async end(): Promise<void> {
    while (!this.hasEnded) await once(this.#news, 'news');
  }
}
