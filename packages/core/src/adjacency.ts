/**
 * Which vertices follow which, in two flat arrays (compressed sparse rows): the neighbours of vertex `v` stand in `targets` from
 * `offsets[v]` up to, not including, `offsets[v + 1]`. A million vertices cost two allocations instead of a million.
 *
 * In a DAG's `outgoing` the position of a neighbour in `targets` is also the number of that edge.
 */
export interface Adjacency {
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
}

/** Edges by number: edge `e` leads from `tails[e]` to `heads[e]`. */
export interface Edges {
  readonly tails: Int32Array;
  readonly heads: Int32Array;
}

/**
 * The neighbours of one vertex, in order of definition, as a view on the flat array: nothing is copied, so nothing may be written.
 *
 * @example
 * const [, b] = neighbours(dag.outgoing, 0); // the number of vertex 0's second child
 */
export function neighbours({ offsets, targets }: Adjacency, v: number): Int32Array {
  return targets.subarray(offsets[v], offsets[v + 1]);
}

// The loops below run once for every edge when a DAG is built. They index the arrays themselves: a view for each of a million
// vertices costs more than the work that is done on it.

/** Groups edges by their tail, keeping their order. Of duplicate edges the first one stays. */
export function groupByTail(vertexCount: number, edges: Edges): Adjacency {
  return withoutDuplicates(grouped(vertexCount, edges));
}

/** The same edges seen from their other end. */
export function reversed({ offsets, targets }: Adjacency): Adjacency {
  const tails = new Int32Array(targets.length);
  for (let v = 0; v + 1 < offsets.length; v++) tails.fill(v, offsets[v], offsets[v + 1]);
  return grouped(offsets.length - 1, { tails: targets, heads: tails });
}

/** The same edges between new numbers: vertex `order[n]` becomes vertex `n`. */
export function renumbered({ offsets, targets }: Adjacency, order: Int32Array): Adjacency {
  const numbers = new Int32Array(order.length);
  for (let n = 0; n < order.length; n++) numbers[order[n] as number] = n;

  const newOffsets = new Int32Array(offsets.length);
  const newTargets = new Int32Array(targets.length);
  let edge = 0;
  for (let n = 0; n < order.length; n++) {
    const v = order[n] as number;
    for (let i = offsets[v] as number; i < (offsets[v + 1] as number); i++) {
      newTargets[edge++] = numbers[targets[i] as number] as number;
    }
    newOffsets[n + 1] = edge;
  }
  return { offsets: newOffsets, targets: newTargets };
}

/** A counting sort by tail; stable, so that children keep the order of their definition. */
function grouped(vertexCount: number, { tails, heads }: Edges): Adjacency {
  const offsets = new Int32Array(vertexCount + 1);
  for (const tail of tails) offsets[tail + 1] = (offsets[tail + 1] as number) + 1;
  for (let v = 0; v < vertexCount; v++) offsets[v + 1] = (offsets[v + 1] as number) + (offsets[v] as number);

  const next = offsets.slice();
  const targets = new Int32Array(heads.length);
  for (let edge = 0; edge < tails.length; edge++) {
    const tail = tails[edge] as number;
    const place = next[tail] as number;
    targets[place] = heads[edge] as number;
    next[tail] = place + 1;
  }
  return { offsets, targets };
}

function withoutDuplicates({ offsets, targets }: Adjacency): Adjacency {
  const vertexCount = offsets.length - 1;
  const kept = new Int32Array(offsets.length);
  const unique = new Int32Array(targets.length);
  // seenFrom[w] is the last vertex (plus one) that was found to lead to w.
  const seenFrom = new Int32Array(vertexCount);
  let count = 0;
  for (let v = 0; v < vertexCount; v++) {
    for (let i = offsets[v] as number; i < (offsets[v + 1] as number); i++) {
      const target = targets[i] as number;
      if (seenFrom[target] === v + 1) continue;
      seenFrom[target] = v + 1;
      unique[count++] = target;
    }
    kept[v + 1] = count;
  }
  return { offsets: kept, targets: unique.subarray(0, count) };
}
