import { basename, dirname, resolve } from 'node:path';
import type { Disk, DiskFile } from '@autotrail/layer2';
import type { DiskCall, DiskFault, DiskOperation, DiskPlan } from './disk-faults.js';
import { DiskState } from './disk-state.js';
import { namesIn } from './file-tree.js';
import { type ImageOptions, keepings } from './keepings.js';
import { systemError } from './system-error.js';
import type { Kept, NameChange, UnsyncedOperation } from './unsynced.js';

/** What is done for a call, and what if it fails in spite of being a sync. */
interface Deed<T> {
  readonly act: () => T;
  readonly failed?: (fault: DiskFault) => void;
}

/**
 * A disk in memory that can be made to fail, and whose power can be cut: it knows what was synced, and what a real disk might
 * have lost of the rest.
 *
 * @example
 * const disk = new SimulatedDisk();
 * disk.plan = ({ operation }) => (operation === 'sync' ? { code: 'EIO' } : null);
 * const found = disk.powerCut(() => false); // nothing but what was synced has remained
 */
export class SimulatedDisk implements Disk {
  /** Asked before every call whether it fails. @default none does */
  plan: DiskPlan = () => null;
  readonly #state: DiskState;
  #calls: DiskCall[] = [];

  /** An empty disk. @param state - for those that this class makes of others */
  constructor(state: DiskState = new DiskState()) {
    this.#state = state;
  }

  /** Every call there was, in order. */
  get calls(): readonly DiskCall[] {
    return this.#calls;
  }

  /** What was done and not synced, oldest first. */
  get unsynced(): readonly UnsyncedOperation[] {
    return this.#state.unsynced;
  }

  /** Every file there is, by its path. */
  files(): ReadonlyMap<string, Uint8Array> {
    return this.#state.tree.files();
  }

  /** Puts a file there, and the folders above it, as if they had always been; in place of a file that has the path. */
  put(path: string, bytes: Uint8Array): void {
    this.#makeFolders(dirname(resolve(path)));
    const node = this.#state.make('file');
    this.#name(path, node);
    this.#state.do({ type: 'append', path, node, offset: 0, bytes });
    this.#state.sync(node);
    this.#state.sync(this.#existing(dirname(resolve(path))));
  }

  /** The disk as the processes after a `kill -9` find it: all of it is there, synced or not. It has no plan. */
  copy(): SimulatedDisk {
    return new SimulatedDisk(this.#state.copy());
  }

  /** The disk as it is found after a power cut. @param keep - what is left of something that was not synced */
  powerCut(keep: (operation: UnsyncedOperation) => Kept): SimulatedDisk {
    return new SimulatedDisk(this.#state.cut(this.unsynced.map(keep)));
  }

  /** Every disk that may be found after a power cut now. */
  *images(options: ImageOptions = {}): Generator<SimulatedDisk, void, void> {
    for (const kept of keepings(this.unsynced, options)) yield new SimulatedDisk(this.#state.cut(kept));
  }

  makeFolder(path: string): Promise<void> {
    return this.#call('makeFolder', path, { act: () => this.#makeFolders(resolve(path)) });
  }

  list(folder: string): Promise<readonly string[]> {
    const act = (): readonly string[] => {
      const node = this.#find(folder);
      return node === null ? [] : this.#state.tree.names(node);
    };
    return this.#call('list', folder, { act });
  }

  open(path: string): Promise<DiskFile | null> {
    const act = (): DiskFile | null => {
      const node = this.#find(path);
      if (node === null) return null;
      this.#state.tree.bytes(node);
      return this.#handle(node, path);
    };
    return this.#call('open', path, { act });
  }

  create(path: string): Promise<DiskFile> {
    const act = (): DiskFile => {
      this.#refuseIfThere(path);
      const node = this.#state.make('file');
      this.#name(path, node);
      return this.#handle(node, path);
    };
    return this.#call('create', path, { act });
  }

  link(path: string, as: string): Promise<void> {
    const act = (): void => {
      const node = this.#existing(path);
      this.#refuseIfThere(as);
      this.#name(as, node);
    };
    return this.#call('link', as, { act });
  }

  rename(from: string, to: string): Promise<void> {
    const act = (): void => {
      const node = this.#existing(from);
      const replaced = this.#find(to);
      if (replaced !== null && this.#state.tree.isFolder(replaced)) throw systemError('ENOTEMPTY', to);
      this.#state.do({ type: 'names', path: to, changes: [this.#change(from, null), this.#change(to, node)] });
    };
    return this.#call('rename', to, { act });
  }

  remove(path: string): Promise<void> {
    return this.#call('remove', path, { act: () => this.#removeAll(resolve(path)) });
  }

  syncFolder(path: string): Promise<void> {
    const act = (): void => {
      const node = this.#existing(path);
      this.#state.tree.names(node);
      this.#state.sync(node);
    };
    return this.#call('syncFolder', path, { act });
  }

  #handle(node: number, path: string): DiskFile {
    const state = this.#state;
    const append = (bytes: Uint8Array): void =>
      state.do({ type: 'append', path, node, offset: state.tree.bytes(node).length, bytes });
    return {
      size: () => this.#call('size', path, { act: () => state.tree.bytes(node).length }),
      read: (into, position) => this.#call('read', path, { act: () => readInto(into, state.tree.bytes(node), position) }),
      append: (bytes) => {
        // Of its own, whatever becomes of the caller's buffer.
        const own = Uint8Array.from(bytes);
        const failed = ({ done }: DiskFault): void => append(own.subarray(0, typeof done === 'number' ? done : 0));
        return this.#call('append', path, { act: () => append(own), failed });
      },
      sync: () => this.#call('sync', path, { act: () => state.sync(node), failed: () => state.giveUp(node) }),
      truncate: (size) => this.#call('truncate', path, { act: () => state.do({ type: 'truncate', path, node, size }) }),
      close: () => this.#call('close', path, { act: () => {} }),
    };
  }

  async #call<T>(operation: DiskOperation, path: string, { act, failed }: Deed<T>): Promise<T> {
    const call = { site: this.#calls.length, operation, path };
    this.#calls.push(call);
    const planned = this.plan(call);
    const fault = planned instanceof Promise ? await planned : planned;
    if (fault === null) return act();
    if (fault.done === 'all') act();
    else failed?.(fault);
    throw systemError(fault.code, `${operation} ${path}`);
  }

  #makeFolders(path: string): void {
    let above = '/';
    for (const name of namesIn(path)) {
      const folder = resolve(above, name);
      if (this.#find(folder) === null) this.#name(folder, this.#state.make('folder'));
      this.#state.tree.names(this.#existing(folder));
      this.#state.sync(this.#existing(above));
      above = folder;
    }
  }

  /** A folder's files one by one, as systems do it. */
  #removeAll(path: string): void {
    const node = this.#find(path);
    if (node === null) return;
    if (this.#state.tree.isFolder(node)) for (const name of this.#state.tree.names(node)) this.#removeAll(resolve(path, name));
    this.#name(path, null);
  }

  #name(path: string, node: number | null): void {
    this.#state.do({ type: 'names', path, changes: [this.#change(path, node)] });
  }

  #change(path: string, node: number | null): NameChange {
    const whole = resolve(path);
    return { folder: this.#existing(dirname(whole)), name: basename(whole), node };
  }

  #refuseIfThere(path: string): void {
    if (this.#find(path) !== null) throw systemError('EEXIST', path);
  }

  #existing(path: string): number {
    const node = this.#find(path);
    if (node === null) throw systemError('ENOENT', path);
    return node;
  }

  #find(path: string): number | null {
    return this.#state.tree.find(resolve(path));
  }
}

function readInto(into: Uint8Array, bytes: Uint8Array, position: number): number {
  const part = bytes.subarray(position, position + into.length);
  into.set(part);
  return part.length;
}
