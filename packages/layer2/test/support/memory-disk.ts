import { dirname } from 'node:path';
import type { Disk, DiskFile } from '../../src/disk/disk.js';

/** What may be made to fail, next time it is asked for. */
type DiskOperation = 'open' | 'create' | 'read' | 'append' | 'sync' | 'truncate' | 'syncFolder';

/** `before`: nothing is done. `after`: all is done, and then said to have failed. A number: that many bytes are appended. */
type Failure = 'before' | 'after' | number;

interface MemoryFile {
  bytes: Buffer;
  /** What a power cut leaves. */
  synced: Buffer;
}

/** A disk that forgets what was not synced, and fails when told to. */
export class MemoryDisk implements Disk {
  /** Every operation there was, in order. */
  readonly calls: string[] = [];
  /** Handles that are open. */
  handles = 0;
  #files = new Map<string, MemoryFile>();
  #syncedNames = new Map<string, MemoryFile>();
  readonly #failures = new Map<DiskOperation, Failure>();

  /** Lets the next operation of a kind fail. */
  fail(operation: DiskOperation, how: Failure): void {
    this.#failures.set(operation, how);
  }

  /** Forgets what was not synced: bytes of files, names in folders, and what was to fail. */
  cutPower(): void {
    this.#failures.clear();
    this.#files = new Map(this.#syncedNames);
    for (const file of this.#files.values()) file.bytes = file.synced;
  }

  /** Puts a file there as if it had always been. */
  put(path: string, bytes: Uint8Array): void {
    const file = { bytes: Buffer.from(bytes), synced: Buffer.from(bytes) };
    this.#files.set(path, file);
    this.#syncedNames.set(path, file);
  }

  bytesOf(path: string): Buffer {
    return this.#files.get(path)?.bytes ?? Buffer.alloc(0);
  }

  async makeFolder(): Promise<void> {}

  async list(folder: string): Promise<readonly string[]> {
    return [...this.#files.keys()].filter((path) => dirname(path) === folder).sort();
  }

  async open(path: string): Promise<DiskFile | null> {
    return this.#do('open', () => {
      const file = this.#files.get(path);
      return file === undefined ? null : this.#handle(file);
    });
  }

  async create(path: string): Promise<DiskFile> {
    return this.#do('create', () => {
      if (this.#files.has(path)) throw new Error(`EEXIST: ${path}`);
      const file = { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
      this.#files.set(path, file);
      return this.#handle(file);
    });
  }

  async link(): Promise<void> {
    throw new Error('no journal is linked');
  }

  async rename(): Promise<void> {
    throw new Error('no journal renames itself');
  }

  async remove(path: string): Promise<void> {
    this.#files.delete(path);
  }

  async syncFolder(folder: string): Promise<void> {
    this.#do('syncFolder', () => {
      for (const [path, file] of this.#files) if (dirname(path) === folder) this.#syncedNames.set(path, file);
    });
  }

  #handle(file: MemoryFile): DiskFile {
    this.handles += 1;
    return {
      size: async () => file.bytes.length,
      read: async (into, position) => this.#do('read', () => file.bytes.copy(into, 0, position)),
      append: async (bytes) => this.#append(file, bytes),
      sync: async () =>
        this.#do('sync', () => {
          file.synced = file.bytes;
        }),
      truncate: async (size) =>
        this.#do('truncate', () => {
          file.bytes = file.bytes.subarray(0, size);
        }),
      close: async () => {
        this.handles -= 1;
      },
    };
  }

  #append(file: MemoryFile, bytes: Uint8Array): void {
    const failure = this.#failures.get('append');
    const part = typeof failure === 'number' ? bytes.subarray(0, failure) : bytes;
    if (typeof failure === 'number') this.#failures.set('append', 'after');
    this.#do('append', () => {
      file.bytes = Buffer.concat([file.bytes, part]);
    });
  }

  #do<T>(operation: DiskOperation, work: () => T): T {
    this.calls.push(operation);
    const failure = this.#failures.get(operation);
    this.#failures.delete(operation);
    if (failure === 'before') throw new Error(`EIO: ${operation}`);
    const result = work();
    if (failure !== undefined) throw new Error(`ENOSPC: ${operation}`);
    return result;
  }
}
