/** Where nothing has been read of any literal. As a child it means that there is none. */
export const ROOT = 0;

/** Code units that a text can hold. */
const CODE_UNITS = 0x1_0000;

/**
 * Finds many literals in one pass over a text, as Aho and Corasick do it: in linear time, whatever is in the text and the literals.
 * A state stands for the longest beginning of a literal that the text read so far ends with.
 */
export class LiteralSearch {
  /** The children of the root, by code unit: in most of a text nothing else is looked at. */
  readonly #first = new Int32Array(CODE_UNITS);
  readonly #unit = [0];
  readonly #child = [ROOT];
  readonly #sibling = [ROOT];
  /** The state of the longest proper end of what a state stands for. */
  readonly #fallback = [ROOT];
  readonly #depth = [0];
  readonly #length = [0];
  readonly #label = [''];

  /** Takes literals with the label of each. None may be empty. */
  constructor(literals: ReadonlyMap<string, string>) {
    for (const [literal, label] of literals) this.#add(literal, label);
    this.#link();
  }

  /** The state after one more code unit. */
  next(state: number, unit: number): number {
    for (let at = state; at !== ROOT; at = this.#fallback[at] as number) {
      const child = this.#childOf(at, unit);
      if (child !== ROOT) return child;
    }
    return this.#first[unit] as number;
  }

  /** The length of the longest literal that ends here, 0 if none does. */
  lengthAt(state: number): number {
    return this.#length[state] as number;
  }

  /** The label of that literal. */
  labelAt(state: number): string {
    return this.#label[state] as string;
  }

  /** How many of the code units read last may be the beginning of a literal that goes on. */
  pendingAt(state: number): number {
    let at = state;
    while (at !== ROOT && this.#child[at] === ROOT) at = this.#fallback[at] as number;
    return this.#depth[at] as number;
  }

  #add(literal: string, label: string): void {
    let state = ROOT;
    for (let at = 0; at < literal.length; at++) {
      const unit = literal.charCodeAt(at);
      const child = this.#childOf(state, unit);
      state = child === ROOT ? this.#addChild(state, unit) : child;
    }
    this.#length[state] = literal.length;
    this.#label[state] = label;
  }

  #childOf(state: number, unit: number): number {
    if (state === ROOT) return this.#first[unit] as number;
    let child = this.#child[state] as number;
    while (child !== ROOT && this.#unit[child] !== unit) child = this.#sibling[child] as number;
    return child;
  }

  #addChild(parent: number, unit: number): number {
    const state = this.#unit.push(unit) - 1;
    this.#sibling.push(this.#child[parent] as number);
    this.#child.push(ROOT);
    this.#child[parent] = state;
    this.#fallback.push(ROOT);
    this.#depth.push((this.#depth[parent] as number) + 1);
    this.#length.push(0);
    this.#label.push('');
    if (parent === ROOT) this.#first[unit] = state;
    return state;
  }

  /** Shallow states first: the fallback of a state is always a shallower one. */
  #link(): void {
    const reached = [ROOT];
    for (const parent of reached) {
      for (let child = this.#child[parent] as number; child !== ROOT; child = this.#sibling[child] as number) {
        if (parent !== ROOT) this.#fallback[child] = this.next(this.#fallback[parent] as number, this.#unit[child] as number);
        this.#inherit(child, this.#fallback[child] as number);
        reached.push(child);
      }
    }
  }

  #inherit(state: number, fallback: number): void {
    if (this.lengthAt(state) > 0) return;
    this.#length[state] = this.lengthAt(fallback);
    this.#label[state] = this.labelAt(fallback);
  }
}
