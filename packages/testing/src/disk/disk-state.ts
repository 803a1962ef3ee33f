import { FileTree } from './file-tree.js';
import { carryOut, isOf, type Kept, type UnsyncedOperation } from './unsynced.js';

/**
 * What is on a disk: for sure, and as far as everybody sees.
 *
 * S1. Doing the unsynced operations to what is durable, in order, gives what is seen.
 */
export class DiskState {
  /** What everybody sees. */
  readonly tree: FileTree;
  readonly #durable: FileTree;
  #unsynced: readonly UnsyncedOperation[] = [];
  /** Of the unsynced, what no sync makes durable any more: one has failed. */
  readonly #givenUp = new Set<UnsyncedOperation>();
  #nodes = 1;

  constructor(tree: FileTree = new FileTree(), durable: FileTree = tree) {
    this.tree = tree.copy();
    this.#durable = durable.copy();
  }

  copy(): DiskState {
    const copy = new DiskState(this.tree, this.#durable);
    copy.#unsynced = this.#unsynced;
    for (const operation of this.#givenUp) copy.#givenUp.add(operation);
    copy.#nodes = this.#nodes;
    return copy;
  }

  get unsynced(): readonly UnsyncedOperation[] {
    return this.#unsynced;
  }

  /** What a power cut leaves, if it keeps that of the unsynced operations, one by one. */
  cut(kept: readonly Kept[]): DiskState {
    const found = this.#durable.copy();
    for (const [k, operation] of this.#unsynced.entries()) carryOut(found, operation, kept[k]);
    const state = new DiskState(found);
    state.#nodes = this.#nodes;
    return state;
  }

  /** Something new that has no name yet. */
  make(content: 'file' | 'folder'): number {
    const node = this.#nodes++;
    for (const tree of [this.tree, this.#durable]) tree.set(node, content === 'file' ? new Uint8Array() : new Map());
    return node;
  }

  do(operation: UnsyncedOperation): void {
    carryOut(this.tree, operation);
    this.#unsynced = [...this.#unsynced, operation];
  }

  /** Makes durable what was done to a file, or to the names in a folder. */
  sync(node: number): void {
    const touched = this.#foldersBefore(node);
    const isSynced = (operation: UnsyncedOperation): boolean =>
      !this.#givenUp.has(operation) && [...touched].some((each) => isOf(operation, each));
    const synced = this.#unsynced.filter(isSynced);
    for (const operation of synced) carryOut(this.#durable, operation);
    // What was given up is over as well where the file was cut since.
    const cut = Math.min(
      ...synced.map((operation) => (operation.type === 'truncate' ? operation.size : Number.POSITIVE_INFINITY)),
    );
    const isOver = (operation: UnsyncedOperation): boolean =>
      operation.type === 'append' && operation.node === node && this.#givenUp.has(operation) && operation.offset >= cut;
    this.#unsynced = this.#unsynced.filter((operation) => !isSynced(operation) && !isOver(operation));
  }

  /** What is synced with something: a name that has moved between folders ties them together. */
  #foldersBefore(node: number): ReadonlySet<number> {
    const touched = new Set([node]);
    for (const operation of [...this.#unsynced].reverse()) {
      if (operation.type !== 'names' || !operation.changes.some(({ folder }) => touched.has(folder))) continue;
      for (const { folder } of operation.changes) touched.add(folder);
    }
    return touched;
  }

  /** The sync of a file has failed: the system takes bytes for written that are not. Of sizes and names it keeps a journal. */
  giveUp(node: number): void {
    for (const operation of this.#unsynced)
      if (operation.type === 'append' && operation.node === node) this.#givenUp.add(operation);
  }
}
