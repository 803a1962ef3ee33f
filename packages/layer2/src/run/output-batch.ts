import { type Loss, outputLine } from './output-lines.js';

/** What is known of the end of an output file. */
export interface OutputState {
  /** Bytes in it that are whole lines. */
  readonly size: number;
  /** Whether there may be more in it: a write failed. */
  readonly isTorn: boolean;
  /** Whether it ends in the middle of a line that is not ours to cut. */
  readonly isOpenLine: boolean;
  /** Whether a message found no room: those that follow would, but a reader must not think that they are next. */
  readonly isFull: boolean;
  /** What was left out since the last message in it. */
  readonly lost: Loss;
  /** How many messages its last line says were left out; 0 if that is a message. */
  readonly told: number;
  /** Where the first of the lines that say so ends: it stays while later ones take each other's place. */
  readonly noteEnd: number;
}

/** What is to be written: the line of a message, or a loss in this place. */
export type OutputEntry = Uint8Array | Loss;

/** What is done to a file: it is cut first, if so said, and then added to; and what is known of it afterwards. */
export interface OutputBatch {
  readonly cutTo: number | null;
  readonly bytes: Uint8Array;
  readonly written: OutputState;
  /** If it fails anywhere. */
  readonly failed: OutputState;
}

const NO_LOSS: Loss = { messages: 0, bytes: 0 };

/** The state of a file of some size. */
export function outputState(size: number, isOpenLine: boolean): OutputState {
  return { size, isTorn: false, isOpenLine, isFull: false, lost: NO_LOSS, told: 0, noteEnd: 0 };
}

/** Both losses together. */
export function addLoss(a: Loss, b: Loss): Loss {
  return { messages: a.messages + b.messages, bytes: a.bytes + b.bytes };
}

/** What an entry means if it does not get into the file. */
export function lossOf(entry: OutputEntry): Loss {
  return entry instanceof Uint8Array ? { messages: 1, bytes: entry.length } : entry;
}

/**
 * Plans the writing of entries, so that the file is as right as can be wherever a crash falls.
 *
 * @param upToDate - whether to correct what the file says of a loss; the first word of it is said in any case
 */
export function planBatch(state: OutputState, entries: readonly OutputEntry[], limits: BatchLimits): OutputBatch {
  const lost = entries.map(lossOf).reduce(addLoss, state.lost);
  const plan = new BatchPlan(state);
  for (const entry of entries) plan.add(entry, limits.maxBytes);
  if (plan.told === 0 || limits.upToDate) plan.noteLoss();
  return { ...plan.batch(), failed: { ...state, size: plan.cutTo ?? state.size, isTorn: true, lost } };
}

/** What a batch keeps to. */
export interface BatchLimits {
  /** Bytes of messages a file may hold. */
  readonly maxBytes: number;
  readonly upToDate: boolean;
}

class BatchPlan {
  cutTo: number | null;
  told: number;
  readonly #lines: Uint8Array[] = [];
  #size: number;
  #isFull: boolean;
  #lost: Loss;
  #noteEnd: number;

  constructor({ size, isTorn, isOpenLine, isFull, lost, told, noteEnd }: OutputState) {
    this.cutTo = isTorn ? size : null;
    this.told = told;
    this.#size = size;
    this.#isFull = isFull;
    this.#lost = lost;
    this.#noteEnd = noteEnd;
    if (isOpenLine) this.#put(Buffer.from('\n'));
  }

  add(entry: OutputEntry, maxBytes: number): void {
    if (entry instanceof Uint8Array) this.#isFull ||= this.#size + entry.length > maxBytes;
    if (!(entry instanceof Uint8Array) || this.#isFull) {
      this.#lost = addLoss(this.#lost, lossOf(entry));
      return;
    }
    this.noteLoss();
    this.#lost = NO_LOSS;
    this.told = 0;
    this.#put(entry);
  }

  /** Says what was left out, unless that is said already. The first time of saying stays: a crash may fall before the next. */
  noteLoss(): void {
    if (this.#lost.messages === this.told) return;
    const isFirst = this.told === 0;
    if (!isFirst && this.#size > this.#noteEnd) {
      this.#size = this.#noteEnd;
      this.cutTo = this.#noteEnd;
    }
    this.#put(outputLine(isFirst ? { leftOut: this.#lost } : { leftOut: this.#lost, replaces: true }));
    if (isFirst) this.#noteEnd = this.#size;
    this.told = this.#lost.messages;
  }

  batch(): Omit<OutputBatch, 'failed'> {
    const known = { size: this.#size, isFull: this.#isFull, lost: this.#lost, told: this.told, noteEnd: this.#noteEnd };
    return { cutTo: this.cutTo, bytes: Buffer.concat(this.#lines), written: { ...known, isTorn: false, isOpenLine: false } };
  }

  #put(line: Uint8Array): void {
    this.#lines.push(line);
    this.#size += line.length;
  }
}
