import type { Dag } from './dag.js';

/**
 * Which vertices are reached, kept up to date edge by edge.
 *
 * Invariants
 *   F1. A vertex is reached exactly while none of its incoming edges is unmet; roots always are.
 *   F2. Meeting a met edge, or unmeeting an unmet one, changes nothing.
 *   F3. Each change looks at one vertex, the edge's head; nothing is ever scanned or polled.
 *
 * It does not know what "done" means: {@link topologicalWhile} meets all edges of a vertex that is done, another engine may decide
 * edge by edge.
 *
 * @example
 * const frontier = new Frontier(buildDag([['a', 'b']]));
 * frontier.isReached(1); // false
 * frontier.meet(0); // 1: `b` is reached now
 */
export class Frontier {
  readonly #dag: Dag<unknown>;
  readonly #unmet: Int32Array;
  readonly #isMet: Uint8Array;
  #looks = 0;

  /** The frontier of a DAG at its beginning, with every edge unmet; or, with `copyOf`, one that goes on where another stands. */
  constructor(dag: Dag<unknown>, copyOf?: Frontier) {
    this.#dag = dag;
    this.#unmet = copyOf ? copyOf.#unmet.slice() : Int32Array.from(dag.order, (_, n) => dag.parentCount(n));
    this.#isMet = copyOf ? copyOf.#isMet.slice() : new Uint8Array(dag.edgeCount);
  }

  /** How often a vertex was looked at so far: one for each edge that changed. Lets tests count work instead of measuring time. */
  get looks(): number {
    return this.#looks;
  }

  /** Whether all incoming edges of vertex `n` are met. */
  isReached(n: number): boolean {
    return this.#unmet[n] === 0;
  }

  /** How many incoming edges of vertex `n` are unmet. */
  unmetCount(n: number): number {
    return this.#unmet[n] as number;
  }

  /** Marks an edge as met. Answers the number of its head if that is reached by this, else `null`. */
  meet(edge: number): number | null {
    if (this.#isMet[edge] !== 0) return null;
    this.#isMet[edge] = 1;
    return this.#count(edge, -1) === 0 ? this.#head(edge) : null;
  }

  /** Meets all outgoing edges of vertex `n`. Answers the numbers of the children reached by this, in order of definition. */
  meetAll(n: number): readonly number[] {
    const { offsets } = this.#dag.outgoing;
    const reached: number[] = [];
    for (let edge = offsets[n] as number; edge < (offsets[n + 1] as number); edge++) {
      const child = this.meet(edge);
      if (child !== null) reached.push(child);
    }
    return reached;
  }

  /** Marks an edge as unmet again. Answers the number of its head if that was reached until now, else `null`. */
  unmeet(edge: number): number | null {
    if (this.#isMet[edge] !== 1) return null;
    this.#isMet[edge] = 0;
    return this.#count(edge, +1) === 1 ? this.#head(edge) : null;
  }

  /** An independent copy. */
  fork(): Frontier {
    return new Frontier(this.#dag, this);
  }

  #head(edge: number): number {
    return this.#dag.outgoing.targets[edge] as number;
  }

  #count(edge: number, change: 1 | -1): number {
    const head = this.#head(edge);
    this.#looks += 1;
    const unmet = (this.#unmet[head] as number) + change;
    this.#unmet[head] = unmet;
    return unmet;
  }
}
