import { coreError } from '../errors.js';

/** Bytes a request line may have, as received and without its newline: 1 MiB. */
export const MAX_LINE_BYTES = 1024 * 1024;

const NEWLINE = 10;
const NOTHING = new Uint8Array(0);

// Without ignoreBOM a byte order mark at the start of a line would vanish silently.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Turns the chunks of a socket into lines. A chunk may end anywhere, also inside a character: bytes are split at the newline, and
 * only whole lines are decoded.
 *
 * What has no newline yet is kept in one buffer that doubles when it is full. A list of the chunks would cost hundreds of bytes for
 * each byte of a client that sends them one by one, and joining anew at each chunk would be quadratic.
 *
 * @example
 * const decoder = new LineDecoder();
 * socket.on('data', (chunk) => {
 *   for (const line of decoder.push(chunk)) console.log(line);
 * });
 */
export class LineDecoder {
  readonly #maxBytes: number;
  #held: Uint8Array = NOTHING;
  #heldBytes = 0;

  /** @param maxBytes - Bytes a line may have, without its newline. @default {@link MAX_LINE_BYTES} */
  constructor(maxBytes: number = MAX_LINE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Takes a chunk and yields the lines that it completes, without their newlines. Nothing is taken before the first line is asked
   * for. The lines before a bad one are still yielded; after an error the decoder is of no further use.
   *
   * @throws `AUTOTRAIL_LINE_TOO_LONG` as soon as the line is too long, finished or not; `AUTOTRAIL_BAD_LINE` if a line is not UTF-8.
   */
  *push(chunk: Uint8Array): Generator<string, void, undefined> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      yield this.#complete(chunk.subarray(start, end));
      start = end + 1;
    }
    this.#hold(chunk.subarray(start));
  }

  #complete(rest: Uint8Array): string {
    if (this.#heldBytes === 0) {
      this.#checkLength(rest.length);
      return decodeText(rest);
    }
    this.#hold(rest);
    const line = this.#held.subarray(0, this.#heldBytes);
    // Given up, not kept for the next line: an idle connection must not go on holding the size of its longest line.
    this.#held = NOTHING;
    this.#heldBytes = 0;
    return decodeText(line);
  }

  #hold(part: Uint8Array): void {
    const bytes = this.#heldBytes + part.length;
    this.#checkLength(bytes);
    if (bytes > this.#held.length) {
      const larger = new Uint8Array(Math.max(bytes, 2 * this.#held.length));
      larger.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = larger;
    }
    this.#held.set(part, this.#heldBytes);
    this.#heldBytes = bytes;
  }

  #checkLength(bytes: number): void {
    if (bytes > this.#maxBytes) throw coreError('AUTOTRAIL_LINE_TOO_LONG', { limit: this.#maxBytes });
  }
}

function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw coreError('AUTOTRAIL_BAD_LINE', { found: 'bytes that are not UTF-8' }, cause);
  }
}
