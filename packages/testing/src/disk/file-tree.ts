import { systemError } from './system-error.js';

/** The names in a folder, and the number of what has each. */
type Folder = Map<string, number>;

const ROOT = 0;

/** Files and folders by numbers, so that a file can have several names and none. */
export class FileTree {
  readonly #nodes: Map<number, Uint8Array | Folder>;

  constructor(nodes: ReadonlyMap<number, Uint8Array | Folder> = new Map([[ROOT, new Map()]])) {
    this.#nodes = new Map();
    // Bytes are never changed, only replaced.
    for (const [node, content] of nodes) this.#nodes.set(node, content instanceof Map ? new Map(content) : content);
  }

  copy(): FileTree {
    return new FileTree(this.#nodes);
  }

  /** The number of what has a path; `null` if nothing has. */
  find(path: string): number | null {
    let node = ROOT;
    for (const name of namesIn(path)) {
      const folder = this.#nodes.get(node);
      const next = folder instanceof Map ? folder.get(name) : undefined;
      if (next === undefined) return null;
      node = next;
    }
    return node;
  }

  isFolder(node: number): boolean {
    return this.#nodes.get(node) instanceof Map;
  }

  /** The names in a folder, sorted. */
  names(node: number): readonly string[] {
    return [...this.folder(node).keys()].sort();
  }

  folder(node: number): Folder {
    const content = this.#nodes.get(node);
    if (content instanceof Map) return content;
    throw systemError('ENOTDIR', `node ${node}`);
  }

  bytes(node: number): Uint8Array {
    const content = this.#nodes.get(node);
    if (content instanceof Uint8Array) return content;
    throw systemError('EISDIR', `node ${node}`);
  }

  /** Gives a number its content: a file's bytes, or the names in a folder. */
  set(node: number, content: Uint8Array | Folder): void {
    this.#nodes.set(node, content);
  }

  /** Every file that can be reached, by its path. */
  files(): ReadonlyMap<string, Uint8Array> {
    const files = new Map<string, Uint8Array>();
    this.#collect(ROOT, '', files);
    return files;
  }

  #collect(node: number, path: string, into: Map<string, Uint8Array>): void {
    const content = this.#nodes.get(node);
    if (content instanceof Uint8Array) into.set(path, content);
    else for (const name of this.names(node)) this.#collect(this.folder(node).get(name) ?? ROOT, `${path}/${name}`, into);
  }
}

/** The names that a path leads through. */
export function namesIn(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '');
}
