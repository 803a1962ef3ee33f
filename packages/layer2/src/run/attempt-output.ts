import type { DiskFile } from '../disk/disk.js';
import { addLoss, lossOf, type OutputBatch, type OutputEntry, type OutputState, outputState, planBatch } from './output-batch.js';

const NEWLINE = 0x0a;

/** What one attempt says: the file of it, and what waits to be written there. Nothing here rejects: a failure is a loss in the file. */
export class AttemptOutput {
  readonly #maxBytes: number;
  readonly #openFile: () => Promise<DiskFile>;
  #waiting: OutputEntry[] = [];
  #state = outputState(0, false);
  #file: DiskFile | null = null;

  /** @param openFile - opens the file for adding to it, or makes it */
  constructor(maxBytes: number, openFile: () => Promise<DiskFile>) {
    this.#maxBytes = maxBytes;
    this.#openFile = openFile;
  }

  /** Whether something waits. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Whether the file does not say yet all of what was left out. */
  get isBehind(): boolean {
    return this.#state.lost.messages !== this.#state.told;
  }

  /** Whether the file says all there is to know, so that this may be forgotten once it is closed. */
  get isPlain(): boolean {
    return !this.isWaiting && !this.#state.isTorn && !this.#state.isFull && this.#state.lost.messages === 0;
  }

  /** Puts something in the queue. Losses in a row are one. */
  add(entry: OutputEntry): void {
    const last = this.#waiting.at(-1);
    const isOneMore = last !== undefined && !(last instanceof Uint8Array) && !(entry instanceof Uint8Array);
    if (isOneMore) this.#waiting[this.#waiting.length - 1] = addLoss(last, entry);
    else this.#waiting.push(entry);
  }

  /** Writes what waits. Answers how many bytes do not wait any more. */
  async write(upToDate: boolean): Promise<number> {
    const entries = this.#waiting;
    this.#waiting = [];
    try {
      const { file, state } = await this.#open();
      const batch = planBatch(state, entries, { maxBytes: this.#maxBytes, upToDate });
      this.#state = await carryOut(file, batch);
    } catch {
      this.#state = { ...this.#state, lost: entries.map(lossOf).reduce(addLoss, this.#state.lost) };
    }
    return entries.reduce((bytes, entry) => bytes + (entry instanceof Uint8Array ? entry.length : 0), 0);
  }

  /** Frees the file; it is opened again by the next write. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    // What was written stays written.
    await file?.close().catch(() => {});
  }

  async #open(): Promise<{ file: DiskFile; state: OutputState }> {
    this.#file ??= await this.#openFile();
    if (this.#state.size === 0 && !this.#state.isTorn) {
      const size = await this.#file.size();
      this.#state = { ...this.#state, size, isOpenLine: size > 0 && !(await endsALine(this.#file, size)) };
    }
    return { file: this.#file, state: this.#state };
  }
}

async function carryOut(file: DiskFile, { cutTo, bytes, written, failed }: OutputBatch): Promise<OutputState> {
  try {
    if (cutTo !== null) await file.truncate(cutTo);
    if (bytes.length > 0) await file.append(bytes);
    return written;
  } catch {
    return failed;
  }
}

/** Not if a process was killed while it wrote. */
async function endsALine(file: DiskFile, size: number): Promise<boolean> {
  const last = new Uint8Array(1);
  await file.read(last, size - 1);
  return last[0] === NEWLINE;
}
