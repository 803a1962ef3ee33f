import { type Adjacency, groupByTail, neighbours, reversed } from './adjacency.js';
import { kahnOrder } from './kahn.js';
import { type Pairs, readPairs, type VertexOf } from './pairs.js';

/**
 * Finds a cycle in a list of pairs, wherever it is, also off the roots. Answers its path, the first vertex again at its end, or
 * `null` if the pairs form a DAG. Linear in vertices and pairs, without recursion.
 *
 * @throws AutoTrailError `AUTOTRAIL_EMPTY_DEFINITION` or `AUTOTRAIL_BAD_PAIR` if the list is none of pairs.
 * @example
 * findCycle([['a', 'b'], ['b', 'c'], ['c', 'b']]); // ['b', 'c', 'b']
 */
export function findCycle<TPairs extends Pairs<unknown>>(pairs: TPairs): readonly VertexOf<TPairs>[] | null {
  const edges = readPairs<VertexOf<TPairs>>(pairs);
  const outgoing = groupByTail(edges.vertices.length, edges);
  const order = kahnOrder(outgoing);
  if (order.length === edges.vertices.length) return null;
  return cycleOutside(order, outgoing).map((v) => edges.vertices[v]);
}

/**
 * The path of a cycle among the vertices that Kahn's order left out. Each of them has a parent that was left out as well, so going
 * from parent to parent must come back to a vertex already seen: a cycle, found backwards.
 */
export function cycleOutside(order: Int32Array, outgoing: Adjacency): readonly number[] {
  const incoming = reversed(outgoing);
  const isOrdered = new Uint8Array(outgoing.offsets.length - 1);
  for (const v of order) isOrdered[v] = 1;

  const path = [isOrdered.indexOf(0)];
  const placeOnPath = new Map<number, number>();
  for (;;) {
    const v = path[path.length - 1] as number;
    const seenAt = placeOnPath.get(v);
    if (seenAt !== undefined) return path.slice(seenAt).reverse();
    placeOnPath.set(v, path.length - 1);
    path.push(neighbours(incoming, v).find((parent) => isOrdered[parent] === 0) as number);
  }
}
