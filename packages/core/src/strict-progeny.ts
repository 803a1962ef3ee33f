import { neighbours } from './adjacency.js';
import type { Dag } from './dag.js';

/**
 * The branch of a vertex: itself, and every vertex all of whose parents are in the branch. What can also be reached around the
 * branch is not in it. In `a->b, a->c, b->d, d->f, c->f` the branch of `b` is `b, d`, not `f`.
 *
 * For several vertices: the union of their branches. Answers numbers, ascending. Linear in the vertices and edges looked at, however
 * many vertices are asked for.
 *
 * @throws AutoTrailError `AUTOTRAIL_UNKNOWN_VERTEX` if one is no vertex of the DAG.
 * @example
 * strictProgeny(dag, ['b']).map((n) => dag.order[n]); // ['b', 'd']
 */
export function strictProgeny<T>(dag: Dag<T>, vertices: Iterable<T>): readonly number[] {
  return branchesOf(
    dag,
    Array.from(vertices, (vertex) => dag.numberOf(vertex)),
  );
}

/** {@link strictProgeny} for callers that have numbers already. */
export function branchesOf(dag: Dag<unknown>, numbers: readonly number[]): readonly number[] {
  const found = new Set<number>();
  // A vertex inside another's branch has a branch inside that one, and two branches otherwise never overlap:
  // by leaving out what was found already, each vertex is looked at for one branch only.
  for (const n of numbers.toSorted((a, b) => a - b)) {
    if (!found.has(n)) for (const member of branchOf(dag, n)) found.add(member);
  }
  return [...found].sort((a, b) => a - b);
}

/**
 * The branch of one vertex, itself first, each after all its parents in the branch.
 *
 * @param without - children of the vertex that do not go with it @default none
 */
export function branchOf(dag: Dag<unknown>, start: number, without?: ReadonlySet<number>): readonly number[] {
  const branch = [start];
  const parentsInside = new Map<number, number>();
  for (let next = 0; next < branch.length; next++) {
    const member = branch[next] as number;
    for (const child of neighbours(dag.outgoing, member)) {
      if (member === start && without?.has(child) === true) continue;
      const inside = (parentsInside.get(child) ?? 0) + 1;
      parentsInside.set(child, inside);
      if (inside === dag.parentCount(child)) branch.push(child);
    }
  }
  return branch;
}
