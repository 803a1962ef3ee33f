import { type Adjacency, neighbours } from './adjacency.js';
import { coreError } from './errors.js';
import { nameOfVertex } from './vertex-name.js';

/** What a {@link Dag} is made of; `buildDag` computes it. */
export interface DagParts<T> {
  readonly order: readonly T[];
  readonly numbers: ReadonlyMap<T, number>;
  readonly outgoing: Adjacency;
  readonly incoming: Adjacency;
}

/**
 * A directed acyclic graph as an indexed value: each vertex has a number `n`, which is its place in `order`.
 *
 * Made by {@link buildDag}, never changed afterwards. It hangs nothing into the vertices, runs no steps, knows no time and no states,
 * so the same vertices may stand in any number of DAGs.
 */
export class Dag<T> {
  /**
   * The vertices, parents before children: breadth first, roots in order of first appearance, children in order of definition.
   * `order[n]` is the vertex with number `n`.
   */
  readonly order: readonly T[];
  /** Children by vertex number. The place of a child in `targets` is the number of the edge leading to it. */
  readonly outgoing: Adjacency;
  /** Parents by vertex number. */
  readonly incoming: Adjacency;
  readonly #numbers: ReadonlyMap<T, number>;

  constructor(parts: DagParts<T>) {
    this.order = parts.order;
    this.outgoing = parts.outgoing;
    this.incoming = parts.incoming;
    this.#numbers = parts.numbers;
  }

  /** How many vertices there are. */
  get size(): number {
    return this.order.length;
  }

  /** How many edges there are; their numbers run from 0 to one below. */
  get edgeCount(): number {
    return this.outgoing.targets.length;
  }

  /** The vertices without a parent, in order of first appearance. */
  get roots(): readonly T[] {
    // Kahn's order begins with all the roots: the first vertex that has a parent ends them.
    const firstChild = this.order.findIndex((_, n) => this.parentCount(n) > 0);
    return firstChild === -1 ? this.order : this.order.slice(0, firstChild);
  }

  /** Whether a value is a vertex of this DAG. */
  has(vertex: T): boolean {
    return this.#numbers.has(vertex);
  }

  /**
   * The number of a vertex.
   *
   * @throws AutoTrailError `AUTOTRAIL_UNKNOWN_VERTEX` if it is none of this DAG.
   */
  numberOf(vertex: T): number {
    const n = this.#numbers.get(vertex);
    if (n === undefined) throw coreError('AUTOTRAIL_UNKNOWN_VERTEX', { vertex: nameOfVertex(vertex) });
    return n;
  }

  /** The vertices that come directly after this one, in order of definition. @throws AutoTrailError `AUTOTRAIL_UNKNOWN_VERTEX` */
  children(vertex: T): readonly T[] {
    return this.#verticesOf(neighbours(this.outgoing, this.numberOf(vertex)));
  }

  /** The vertices that come directly before this one. @throws AutoTrailError `AUTOTRAIL_UNKNOWN_VERTEX` */
  parents(vertex: T): readonly T[] {
    return this.#verticesOf(neighbours(this.incoming, this.numberOf(vertex)));
  }

  /** How many parents the vertex with number `n` has. */
  parentCount(n: number): number {
    const { offsets } = this.incoming;
    return (offsets[n + 1] ?? 0) - (offsets[n] ?? 0);
  }

  /** The same graph over other vertices: `convert` is asked once for each, and must answer a different one each time. */
  map<U>(convert: (vertex: T, n: number) => U): Dag<U> {
    const order = this.order.map((vertex, n) => convert(vertex, n));
    const numbers = new Map(order.map((vertex, n) => [vertex, n]));
    return new Dag({ order, numbers, outgoing: this.outgoing, incoming: this.incoming });
  }

  #verticesOf(numbers: Int32Array): readonly T[] {
    // Every number in an adjacency was checked when the DAG was built.
    return Array.from(numbers, (n) => this.order[n] as T);
  }
}
