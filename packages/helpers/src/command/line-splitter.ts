import { type MaskStream, maskStream } from '@autotrail/layer1';

const NEWLINE = 0x0a;

/** Bytes of a line that are held in memory. A longer one comes in pieces. */
export const MAX_LINE_BYTES = 128 * 1_024;

/**
 * Makes lines of bytes that come in chunks, split anywhere. Bytes that are no UTF-8 become U+FFFD; the last line need not be ended. A
 * line of more than {@link MAX_LINE_BYTES} comes in pieces of at most that size: a program that never ends its line cannot fill the
 * memory. The chunking makes no difference to the lines.
 *
 * Whoever masks the lines one by one would not know a secret that is cut in two: the secrets of a line in pieces are masked here, what
 * may be the beginning of one is left to the next piece. With secrets a piece may be longer by that and by what stands for them.
 *
 * Bytes are split at newlines before they are decoded: no character is torn, for a newline is never a part of another one.
 */
export class LineSplitter {
  /** What came since the last newline. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** Masks the line that is under way, once it came in pieces. */
  #long: MaskStream | undefined;

  /** The lines that this chunk completes. */
  push(chunk: Buffer): readonly string[] {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end === -1) return this.#keep(chunk);
    const lines = this.#decodeLines(Buffer.concat([...this.#rest, chunk.subarray(0, end)]));
    this.#forget();
    return [...lines, ...this.#keep(chunk.subarray(end + 1))];
  }

  /** The last line, if it was not ended. */
  end(): readonly string[] {
    const rest = Buffer.concat(this.#rest);
    this.#forget();
    return rest.length === 0 ? [] : [this.#endOfLine(rest)];
  }

  /** Keeps the beginning of a line. Answers the pieces of one that is too long. */
  #keep(bytes: Buffer): readonly string[] {
    this.#rest.push(bytes);
    this.#restBytes += bytes.length;
    if (this.#restBytes <= MAX_LINE_BYTES) return [];
    const { pieces, rest } = this.#cutLine(Buffer.concat(this.#rest));
    this.#rest = [rest];
    this.#restBytes = rest.length;
    return pieces;
  }

  #forget(): void {
    this.#rest = [];
    this.#restBytes = 0;
  }

  #decodeLines(bytes: Buffer): readonly string[] {
    // Almost always no line can be too long: one decoding for all of them is several times faster than one for each.
    if (this.#long === undefined && bytes.length <= MAX_LINE_BYTES) return bytes.toString().split('\n');
    const lines: string[] = [];
    for (let start = 0; start <= bytes.length; ) {
      const newline = bytes.indexOf(NEWLINE, start);
      const end = newline === -1 ? bytes.length : newline;
      const { pieces, rest } = this.#cutLine(bytes.subarray(start, end));
      lines.push(...pieces, this.#endOfLine(rest));
      start = end + 1;
    }
    return lines;
  }

  #cutLine(line: Buffer): { readonly pieces: readonly string[]; readonly rest: Buffer } {
    const pieces: string[] = [];
    let rest = line;
    while (rest.length > MAX_LINE_BYTES) {
      const end = characterBoundary(rest, MAX_LINE_BYTES);
      this.#long ??= maskStream();
      const piece = this.#long.push(rest.toString('utf8', 0, end));
      if (piece !== '') pieces.push(piece);
      rest = rest.subarray(end);
    }
    return { pieces, rest };
  }

  #endOfLine(rest: Buffer): string {
    const text = rest.toString();
    const line = this.#long === undefined ? text : this.#long.push(text) + this.#long.end();
    this.#long = undefined;
    return line;
  }
}

/** The last place up to `limit` at which a character begins. A character has at most three bytes after its first. */
function characterBoundary(bytes: Buffer, limit: number): number {
  for (let at = limit; at > limit - 4; at--) if (((bytes[at] as number) & 0xc0) !== 0x80) return at;
  return limit;
}
