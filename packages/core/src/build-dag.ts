import { groupByTail, renumbered, reversed } from './adjacency.js';
import { Dag } from './dag.js';
import { coreError } from './errors.js';
import { cycleOutside } from './find-cycle.js';
import { kahnOrder } from './kahn.js';
import { type EdgeList, type Pairs, readPairs, type VertexOf } from './pairs.js';
import { nameOfVertex } from './vertex-name.js';

/** Vertices of a long cycle that its error shows at either end. */
const SHOWN_AT_EACH_END = 8;

/**
 * Builds a DAG from ordered pairs `[parent, child]`; `[vertex]` stands for a vertex without edges. Several roots are allowed and
 * duplicate pairs are harmless. Neither the pairs nor the vertices are changed. Linear in vertices and pairs, without recursion.
 *
 * Vertices are told apart by identity, as a `Map` does it. In errors they are called by their `name` where they have one.
 *
 * @throws AutoTrailError `AUTOTRAIL_EMPTY_DEFINITION`, `AUTOTRAIL_BAD_PAIR`, or `AUTOTRAIL_CYCLE` naming the path of the cycle.
 * @example
 * const dag = buildDag([['a', 'b'], ['a', 'c'], ['b', 'd'], ['c', 'd']]);
 * dag.order; // ['a', 'b', 'c', 'd']
 * dag.parents('d'); // ['b', 'c']
 */
export function buildDag<TPairs extends Pairs<unknown>>(pairs: TPairs): Dag<VertexOf<TPairs>> {
  const edges = readPairs<VertexOf<TPairs>>(pairs);
  const byFirstAppearance = groupByTail(edges.vertices.length, edges);
  const kahn = kahnOrder(byFirstAppearance);
  if (kahn.length < edges.vertices.length) throw cycleError(edges, cycleOutside(kahn, byFirstAppearance));

  const order = Array.from(kahn, (v) => edges.vertices[v]);
  // The map was made for this call: giving it the final numbers is a third cheaper than filling a second one.
  order.forEach((vertex, n) => {
    edges.positions.set(vertex, n);
  });
  const outgoing = renumbered(byFirstAppearance, kahn);
  return new Dag({ order, numbers: edges.positions, outgoing, incoming: reversed(outgoing) });
}

function cycleError<T>(edges: EdgeList<T>, cycle: readonly number[]): Error {
  const names = cycle.map((v) => nameOfVertex(edges.vertices[v]));
  return coreError('AUTOTRAIL_CYCLE', { path: shorten(names).join(' -> ') });
}

function shorten(names: readonly string[]): readonly string[] {
  const hidden = names.length - 2 * SHOWN_AT_EACH_END;
  if (hidden <= 1) return names;
  return [...names.slice(0, SHOWN_AT_EACH_END), `(${hidden} more)`, ...names.slice(-SHOWN_AT_EACH_END)];
}
