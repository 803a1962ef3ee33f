import type { JsonValue } from '@autotrail/core';

/** Messages kept from the beginning, and as many from the end. */
export const KEPT_AT_EACH_END = 1_000;
/** Bytes of JSON kept from the beginning, and as many from the end. */
export const KEPT_BYTES_AT_EACH_END = 256 * 1_024;

interface Entry {
  readonly message: JsonValue;
  readonly bytes: number;
}

/** Stands in the place of an entry that was left out, so that its message can be freed. */
const LEFT_OUT: Entry = { message: null, bytes: 0 };

/**
 * The output of a step, with bounded memory: the first {@link KEPT_AT_EACH_END} messages and the last as many, at most
 * {@link KEPT_BYTES_AT_EACH_END} each; between them one message saying how many were left out. The newest message is always kept.
 */
export class MessageLog {
  #head: Entry[] = [];
  #headBytes = 0;
  #tail: Entry[] = [];
  /** Where the tail begins: entries before it are left out, their messages freed at once, their places in bulk. */
  #tailStart = 0;
  #tailBytes = 0;
  #leftOut = 0;

  /** The newest message, if there is one. */
  get newest(): JsonValue | undefined {
    return (this.#tail.at(-1) ?? this.#head.at(-1))?.message;
  }

  push(message: JsonValue): void {
    const entry = { message, bytes: Buffer.byteLength(JSON.stringify(message)) };
    if (this.#tail.length === 0 && this.#fitsHead(entry)) {
      this.#head.push(entry);
      this.#headBytes += entry.bytes;
      return;
    }
    this.#tail.push(entry);
    this.#tailBytes += entry.bytes;
    this.#dropOldest();
  }

  /** All that is kept, oldest first. */
  all(): readonly JsonValue[] {
    const gap = this.#leftOut === 0 ? [] : [`(${this.#leftOut} messages left out)`];
    const tail = this.#tail.slice(this.#tailStart);
    return [...this.#head.map(({ message }) => message), ...gap, ...tail.map(({ message }) => message)];
  }

  /** An independent copy. */
  fork(): MessageLog {
    const copy = new MessageLog();
    copy.#head = this.#head.slice();
    copy.#headBytes = this.#headBytes;
    copy.#tail = this.#tail.slice(this.#tailStart);
    copy.#tailBytes = this.#tailBytes;
    copy.#leftOut = this.#leftOut;
    return copy;
  }

  #fitsHead(entry: Entry): boolean {
    return this.#head.length < KEPT_AT_EACH_END && this.#headBytes + entry.bytes <= KEPT_BYTES_AT_EACH_END;
  }

  #dropOldest(): void {
    const isOver = () => this.#tail.length - this.#tailStart > KEPT_AT_EACH_END || this.#tailBytes > KEPT_BYTES_AT_EACH_END;
    while (this.#tail.length - this.#tailStart > 1 && isOver()) {
      this.#tailBytes -= (this.#tail[this.#tailStart] as Entry).bytes;
      this.#tail[this.#tailStart] = LEFT_OUT;
      this.#tailStart += 1;
      this.#leftOut += 1;
    }
    if (this.#tailStart < KEPT_AT_EACH_END) return;
    this.#tail.splice(0, this.#tailStart);
    this.#tailStart = 0;
  }
}
