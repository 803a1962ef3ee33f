import { type JsonValue, messageOf } from '@autotrail/core';
import type { AttemptRef, OutputStore } from '@autotrail/layer1';
import type { Disk, DiskFile } from '../disk/disk.js';
import { AttemptOutput } from './attempt-output.js';
import type { OutputEntry } from './output-batch.js';
import { messagesIn, outputLine } from './output-lines.js';
import { attemptName, attemptPath, isAttemptName } from './run-paths.js';

/** Where output is kept, and how much of it. */
export interface OutputFilesOptions {
  readonly disk: Disk;
  /** Its folder, made when the first message comes. */
  readonly folder: string;
  /** Bytes of messages an attempt's file may hold. What comes then is counted and left out. @default 67108864 (64 MiB) */
  readonly maxBytes?: number;
  /** Bytes that may wait to be written. What comes while so many wait is counted and left out. @default 8388608 (8 MiB) */
  readonly maxWaitingBytes?: number;
  /** Files that are open at a time. @default 256 */
  readonly maxOpenFiles?: number;
}

const MIB = 1_048_576;

/**
 * Keeps the output of attempts in files: one of each, named by step and attempt, a JSON text a line. Messages are written in the
 * background, in order. What cannot be kept, because there is too much of it or the disk fails, is counted, and the file says so in
 * its place; nothing here stops a trail.
 */
export class OutputFiles implements OutputStore {
  readonly #options: Required<OutputFilesOptions>;
  readonly #outputs = new Map<string, AttemptOutput>();
  /** Those whose file may be open, the one that was written longest ago first. */
  readonly #open = new Set<string>();
  #waitingBytes = 0;
  #jobs = 0;
  #lastJob: Promise<void> = Promise.resolve();
  #folder: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: OutputFilesOptions) {
    this.#options = { maxBytes: 64 * MIB, maxWaitingBytes: 8 * MIB, maxOpenFiles: 256, ...options };
  }

  write(attempt: AttemptRef, message: JsonValue): void {
    if (this.#isClosed) return;
    const output = this.#outputOf(attempt);
    const isBegun = output.isWaiting;
    output.add(this.#admit(message));
    if (!isBegun) void this.#next(() => this.#writeOut(attempt, output, false));
  }

  flush(): void | Promise<void> {
    if (this.#jobs === 0 && ![...this.#outputs.values()].some((output) => output.isBehind)) return;
    return this.#next(async () => {
      for (const [name, output] of this.#outputs) if (output.isBehind) await this.#writeOut(refOf(name), output, true);
    });
  }

  async *read(): AsyncGenerator<{ readonly n: number; readonly attempt: number; readonly message: JsonValue }, void, void> {
    await this.flush();
    const { disk, folder } = this.#options;
    const names = (await disk.list(folder)).filter(isAttemptName);
    const attempts = names.map(refOf).sort((a, b) => a.n - b.n || a.attempt - b.attempt);
    for (const attempt of attempts) for await (const message of this.#messagesOf(attempt)) yield { ...attempt, message };
  }

  async forget(attempt: AttemptRef): Promise<void> {
    const output = this.#outputs.get(attemptName(attempt));
    this.#outputs.delete(attemptName(attempt));
    await this.#next(async () => {
      // Messages that came since have an output of their own, whose file is made after this.
      this.#open.delete(attemptName(attempt));
      await output?.close();
      await this.#options.disk.remove(attemptPath(this.#options.folder, attempt));
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush();
    await this.#next(async () => {
      for (const output of this.#outputs.values()) await output.close();
    });
  }

  /** The line of a message, if it may wait; else what is lost with it. */
  #admit(message: JsonValue): OutputEntry {
    const line = lineUnlessCyclic(message);
    if (line === null) return { messages: 1, bytes: 0 };
    if (this.#waitingBytes + line.length > this.#options.maxWaitingBytes) return { messages: 1, bytes: line.length };
    this.#waitingBytes += line.length;
    return line;
  }

  #outputOf(attempt: AttemptRef): AttemptOutput {
    const name = attemptName(attempt);
    const known = this.#outputs.get(name);
    if (known !== undefined) return known;
    const output = new AttemptOutput(this.#options.maxBytes, () => this.#openFile(attempt));
    this.#outputs.set(name, output);
    return output;
  }

  /** One job at a time: files are opened, written and closed in the order of what was asked for. */
  #next(job: () => Promise<void>): Promise<void> {
    this.#jobs += 1;
    const done = this.#lastJob.then(job).finally(() => {
      this.#jobs -= 1;
    });
    this.#lastJob = done.catch(() => {});
    return done;
  }

  async #writeOut(attempt: AttemptRef, output: AttemptOutput, upToDate: boolean): Promise<void> {
    const name = attemptName(attempt);
    this.#open.delete(name);
    const [oldest] = this.#open;
    if (oldest !== undefined && this.#open.size >= this.#options.maxOpenFiles) await this.#closeFile(oldest);
    this.#open.add(name);
    this.#waitingBytes -= await output.write(upToDate);
  }

  async #closeFile(name: string): Promise<void> {
    this.#open.delete(name);
    const output = this.#outputs.get(name);
    await output?.close();
    if (output?.isPlain) this.#outputs.delete(name);
  }

  async #openFile(attempt: AttemptRef): Promise<DiskFile> {
    const { disk, folder } = this.#options;
    this.#folder ??= disk.makeFolder(folder);
    try {
      await this.#folder;
    } catch (error) {
      this.#folder = null;
      throw error;
    }
    const path = attemptPath(folder, attempt);
    return (await disk.open(path)) ?? (await disk.create(path));
  }

  /** A file that cannot be read is told of in its place: output decides nothing. */
  async *#messagesOf(attempt: AttemptRef): AsyncGenerator<JsonValue, void, void> {
    let file: DiskFile | null = null;
    try {
      file = await this.#options.disk.open(attemptPath(this.#options.folder, attempt), 'read');
      if (file !== null) yield* messagesIn(file);
    } catch (error) {
      yield `[The rest could not be read: ${messageOf(error)}]`;
    } finally {
      await file?.close().catch(() => {});
    }
  }
}

/** `null` for what no JSON text stands for, whatever its type says. */
function lineUnlessCyclic(message: JsonValue): Uint8Array | null {
  try {
    return outputLine({ message });
  } catch {
    return null;
  }
}

function refOf(name: string): AttemptRef {
  const [n, attempt] = name.split('.').map(Number);
  return { n: n ?? 0, attempt: attempt ?? 0 };
}
