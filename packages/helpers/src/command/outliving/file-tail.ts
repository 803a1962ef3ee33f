import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';

const CHUNK_BYTES = 64 * 1_024;

/** Reads a file that others are still writing to, from its beginning; ends where the file did when it was told to finish. */
export class FileTail extends Readable {
  readonly #file: FileHandle;
  readonly #buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  #position = 0;
  /** Where it ends, once that is known. */
  #end = Number.POSITIVE_INFINITY;
  /** Whether somebody wants to read more than there is. */
  #isWaiting = false;
  #isWoken = false;

  private constructor(file: FileHandle) {
    super({ highWaterMark: CHUNK_BYTES });
    this.#file = file;
  }

  static async open(path: string): Promise<FileTail> {
    return new FileTail(await open(path, 'r'));
  }

  /** Says that the file may have grown. */
  wake(): void {
    this.#isWoken = true;
    if (!this.#isWaiting || this.destroyed) return;
    this.#isWaiting = false;
    this._read();
  }

  /** Says that whoever is meant to write has ended: what others write from now on is not read. */
  async finish(): Promise<void> {
    if (this.destroyed) return;
    const { size } = await this.#file.stat();
    this.#end = size;
    this.wake();
  }

  override _read(): void {
    this.#fill().catch((error: Error) => this.destroy(error));
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    void this.#file.close().then(() => callback(error), callback);
  }

  async #fill(): Promise<void> {
    do {
      this.#isWoken = false;
      const wanted = Math.min(CHUNK_BYTES, this.#end - this.#position);
      const { bytesRead } = await this.#file.read(this.#buffer, 0, Math.max(wanted, 0), this.#position);
      if (this.destroyed) return;
      this.#position += bytesRead;
      // A copy: of a few bytes that are kept for long only these are to be kept.
      if (bytesRead > 0) return void this.push(Buffer.from(this.#buffer.subarray(0, bytesRead)));
      if (this.#end !== Number.POSITIVE_INFINITY && !this.#isWoken) return void this.push(null);
    } while (this.#isWoken);
    this.#isWaiting = true;
  }
}
