import type { Duplex } from 'node:stream';
import { LineDecoder } from '@autotrail/core/socket';
import { Deferred } from '@autotrail/layer1';
import { whenClosed } from '../process/when-closed.js';

/** A stream that carries JSON both ways, one message a line: between the server and the process of an isolated action. */
export class JsonChannel<TIn, TOut> {
  /** Resolves when the stream is closed and all was heard. Rejects where something came that is no message. */
  readonly closed: Promise<void>;
  readonly #stream: Duplex;
  readonly #hear: (message: TIn) => void;
  /** Both ends are written by the same author: what crosses is bounded by their memory only. */
  readonly #decoder = new LineDecoder(Number.POSITIVE_INFINITY);
  #chunks = 0;

  constructor(stream: Duplex, hear: (message: TIn) => void) {
    this.#stream = stream;
    this.#hear = hear;
    const closed = new Deferred<void>();
    this.closed = closed.promise;
    whenClosed(stream, () => closed.resolve());
    // How the process ends says more.
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => {
      try {
        this.#read(chunk);
      } catch (error) {
        closed.reject(error);
        stream.destroy();
      }
    });
    stream.resume();
  }

  /** How many chunks were read. */
  get chunks(): number {
    return this.#chunks;
  }

  /** Sends a message. To nobody, where the other side is gone. */
  send(message: TOut): void {
    if (this.#stream.writable) this.#stream.write(`${JSON.stringify(message)}\n`);
  }

  /** Resolves when all that was sent has left this process. */
  flush(): Promise<void> {
    return new Promise((resolve) => this.#stream.write('', () => resolve()));
  }

  close(): void {
    this.#stream.destroy();
  }

  #read(chunk: Buffer): void {
    this.#chunks += 1;
    for (const line of this.#decoder.push(chunk)) this.#hear(JSON.parse(line) as TIn);
    // One chunk, then a turn of the event loop: an action that never stops talking must not keep everybody else waiting.
    this.#stream.pause();
    setImmediate(() => this.#stream.resume());
  }
}
