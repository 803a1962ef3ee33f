import type { Readable } from 'node:stream';
import { whenClosed } from '../process/when-closed.js';
import { LineSplitter } from './line-splitter.js';

/**
 * Reads a stream line by line: one chunk, its lines, then a turn of the event loop. Until its lines were heard no more is read: the
 * program at the other end waits instead of filling the memory, and everybody else in this process gets their turn.
 */
export class OutputReader {
  /** Resolves when the stream is closed and its last line was heard. Rejects with what `hear` threw; nothing more is heard then. */
  readonly closed: Promise<void>;
  readonly #stream: Readable;
  readonly #hear: (line: string) => void;
  readonly #splitter = new LineSplitter();
  #chunks = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(stream: Readable, hear: (line: string) => void) {
    this.#stream = stream;
    this.#hear = hear;
    this.closed = new Promise((resolve, reject) => {
      whenClosed(stream, () => {
        this.#hearAll(this.#splitter.end());
        if (this.#failure === undefined) resolve();
        else reject(this.#failure.error);
      });
    });
    // Whoever awaits it hears of a failure; until then it is no unhandled one.
    this.closed.catch(() => {});
    // A pipe that cannot be read is one that was closed: how the command ends says more.
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => this.#read(chunk));
    stream.resume();
  }

  /** How many chunks were read. */
  get chunks(): number {
    return this.#chunks;
  }

  /** Reads no more. */
  close(): void {
    this.#stream.destroy();
  }

  #read(chunk: Buffer): void {
    this.#chunks += 1;
    this.#stream.pause();
    this.#hearAll(this.#splitter.push(chunk));
    setImmediate(() => this.#stream.resume());
  }

  #hearAll(lines: readonly string[]): void {
    if (this.#failure !== undefined) return;
    try {
      for (const line of lines) this.#hear(line);
    } catch (error) {
      this.#failure = { error };
      this.#stream.destroy();
    }
  }
}
