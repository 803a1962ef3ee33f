import type { FileTree } from './file-tree.js';

/** That a name in a folder means something, or nothing any more. */
export interface NameChange {
  readonly folder: number;
  readonly name: string;
  readonly node: number | null;
}

/** What was done to a disk, and may be lost in a power cut: nobody has synced it. Names change all or not at all. */
export type UnsyncedOperation = { readonly path: string } & (
  | { readonly type: 'append'; readonly node: number; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly type: 'truncate'; readonly node: number; readonly size: number }
  | { readonly type: 'names'; readonly changes: readonly NameChange[] }
);

/**
 * What a power cut leaves of an operation: all of it or nothing; of an append also its first bytes, or `size only`: the file has
 * grown, and there are zeros where the bytes would be.
 */
export type Kept = boolean | number | 'size only';

/** Does to a tree what was kept of an operation. */
export function carryOut(tree: FileTree, operation: UnsyncedOperation, kept: Kept = true): void {
  if (kept === false || kept === 0) return;
  switch (operation.type) {
    case 'append':
      return tree.set(operation.node, overwritten(tree.bytes(operation.node), operation.offset, partOf(operation.bytes, kept)));
    case 'truncate':
      return tree.set(operation.node, resized(tree.bytes(operation.node), operation.size));
    case 'names':
      for (const { folder, name, node } of operation.changes) {
        if (node === null) tree.folder(folder).delete(name);
        else tree.folder(folder).set(name, node);
      }
  }
}

/** Whether an operation is made durable by syncing this file or folder. */
export function isOf(operation: UnsyncedOperation, node: number): boolean {
  if (operation.type === 'names') return operation.changes.some(({ folder }) => folder === node);
  return operation.node === node;
}

function partOf(bytes: Uint8Array, kept: Kept): Uint8Array {
  if (kept === 'size only') return new Uint8Array(bytes.length);
  return typeof kept === 'number' ? bytes.subarray(0, kept) : bytes;
}

function overwritten(before: Uint8Array, offset: number, bytes: Uint8Array): Uint8Array {
  const after = new Uint8Array(Math.max(before.length, offset + bytes.length));
  after.set(before);
  after.set(bytes, offset);
  return after;
}

function resized(before: Uint8Array, size: number): Uint8Array {
  const after = new Uint8Array(size);
  after.set(before.subarray(0, size));
  return after;
}
