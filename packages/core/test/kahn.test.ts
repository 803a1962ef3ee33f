import { describe, expect, it } from 'vitest';
import { groupByTail } from '../src/adjacency.js';
import { kahnOrder } from '../src/kahn.js';

function orderOf(size: number, edges: readonly (readonly [number, number])[]): number[] {
  const tails = Int32Array.from(edges, ([tail]) => tail);
  const heads = Int32Array.from(edges, ([, head]) => head);
  return [...kahnOrder(groupByTail(size, { tails, heads }))];
}

describe('kahnOrder', () => {
  it('begins with the roots by their number, then takes each vertex when its last parent was taken', () => {
    //  0 -> 4 -> 1
    //  3 -> 4,  3 -> 2
    expect(
      orderOf(5, [
        [0, 4],
        [4, 1],
        [3, 4],
        [3, 2],
      ]),
    ).toEqual([0, 3, 4, 2, 1]);
  });

  it('orders vertices without edges by their number', () => {
    expect(orderOf(3, [])).toEqual([0, 1, 2]);
  });

  it('leaves out the vertices of a cycle and all below them, and orders the rest', () => {
    //  0 -> 1 <-> 2 -> 3,  0 -> 4
    expect(
      orderOf(5, [
        [0, 1],
        [1, 2],
        [2, 1],
        [2, 3],
        [0, 4],
      ]),
    ).toEqual([0, 4]);
    expect(orderOf(1, [[0, 0]])).toEqual([]);
  });
});
