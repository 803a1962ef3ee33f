import type { Adjacency } from './adjacency.js';

/**
 * Orders vertices so that parents come before children: breadth first, starting with the vertices without a parent by their number
 * (A. B. Kahn, "Topological sorting of large networks", 1962). Vertices on a cycle, and all below them, are left out of the answer.
 */
export function kahnOrder({ offsets, targets }: Adjacency): Int32Array {
  const vertexCount = offsets.length - 1;
  const unmet = new Int32Array(vertexCount);
  for (const target of targets) unmet[target] = (unmet[target] as number) + 1;

  const order = new Int32Array(vertexCount);
  let found = 0;
  for (let v = 0; v < vertexCount; v++) if (unmet[v] === 0) order[found++] = v;
  for (let next = 0; next < found; next++) {
    const v = order[next] as number;
    for (let i = offsets[v] as number; i < (offsets[v + 1] as number); i++) {
      const child = targets[i] as number;
      const left = (unmet[child] as number) - 1;
      unmet[child] = left;
      if (left === 0) order[found++] = child;
    }
  }
  return order.subarray(0, found);
}
