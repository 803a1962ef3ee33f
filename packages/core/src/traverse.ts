import { neighbours } from './adjacency.js';
import type { Dag } from './dag.js';

/**
 * The vertices reachable from `from` (or from all roots), nearest first. Each vertex once, children in order of definition.
 *
 * @throws AutoTrailError `AUTOTRAIL_UNKNOWN_VERTEX` if `from` is no vertex of the DAG.
 * @example
 * [...breadthFirst(buildDag([['a', 'b'], ['a', 'c'], ['b', 'd']]))]; // ['a', 'b', 'c', 'd']
 */
export function* breadthFirst<T>(dag: Dag<T>, from?: T): Generator<T, void, void> {
  const queue = startOf(dag, from);
  const isSeen = marks(dag, queue);
  // Not shift(): it moves every remaining entry. The queue holds each vertex at most once, so it stays bounded.
  for (let next = 0; next < queue.length; next++) {
    const v = queue[next] as number;
    yield dag.order[v] as T;
    for (const child of neighbours(dag.outgoing, v)) {
      if (isSeen[child] === 1) continue;
      isSeen[child] = 1;
      queue.push(child);
    }
  }
}

/**
 * The vertices reachable from `from` (or from all roots), going down each branch before the next one. Each vertex once, when it is
 * first come upon; children in order of definition.
 *
 * @throws AutoTrailError `AUTOTRAIL_UNKNOWN_VERTEX` if `from` is no vertex of the DAG.
 * @example
 * [...depthFirst(buildDag([['a', 'b'], ['a', 'c'], ['b', 'd']]))]; // ['a', 'b', 'd', 'c']
 */
export function* depthFirst<T>(dag: Dag<T>, from?: T): Generator<T, void, void> {
  const stack = startOf(dag, from).reverse();
  const isSeen = new Uint8Array(dag.size);
  for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
    if (isSeen[v] === 1) continue;
    isSeen[v] = 1;
    yield dag.order[v] as T;
    const children = neighbours(dag.outgoing, v);
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i] as number);
  }
}

/**
 * All vertices, parents before children: the order of their numbers `n`.
 *
 * @example
 * [...topological(buildDag([['a', 'c'], ['b', 'c']]))]; // ['a', 'b', 'c']
 */
export function* topological<T>(dag: Dag<T>): Generator<T, void, void> {
  yield* dag.order;
}

function startOf<T>(dag: Dag<T>, from: T | undefined): number[] {
  return from === undefined ? dag.roots.map((_, n) => n) : [dag.numberOf(from)];
}

function marks<T>(dag: Dag<T>, numbers: readonly number[]): Uint8Array {
  const isSeen = new Uint8Array(dag.size);
  for (const v of numbers) isSeen[v] = 1;
  return isSeen;
}
