import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Adjacency, groupByTail, neighbours, renumbered, reversed } from '../src/adjacency.js';

type EdgeTuple = readonly [tail: number, head: number];

const SIZE = 12;
const edgeLists = fc.array(fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1)), { maxLength: 60, size: 'max' });

function group(edges: readonly EdgeTuple[], size = SIZE): Adjacency {
  return groupByTail(size, {
    tails: Int32Array.from(edges, ([tail]) => tail),
    heads: Int32Array.from(edges, ([, head]) => head),
  });
}

/** The neighbours of each vertex, as lists. */
function rows(adjacency: Adjacency): number[][] {
  return Array.from({ length: adjacency.offsets.length - 1 }, (_, v) => [...neighbours(adjacency, v)]);
}

/** The same, computed the slow way. */
function rowsOf(edges: readonly EdgeTuple[]): number[][] {
  return Array.from({ length: SIZE }, (_, v) => [...new Set(edges.flatMap(([tail, head]) => (tail === v ? [head] : [])))]);
}

describe('groupByTail', () => {
  it('keeps the order of definition and the first of duplicates', () => {
    expect(
      rows(
        group(
          [
            [1, 2],
            [0, 2],
            [1, 0],
            [1, 2],
            [0, 1],
          ],
          3,
        ),
      ),
    ).toEqual([[2, 1], [2, 0], []]);
  });

  it('knows vertices without edges', () => {
    expect(rows(group([], 2))).toEqual([[], []]);
  });

  it('equals the slow way on any edges', () => {
    fc.assert(
      fc.property(edgeLists, (edges) => {
        expect(rows(group(edges))).toEqual(rowsOf(edges));
      }),
    );
  });
});

describe('neighbours', () => {
  it('is a view: nothing is copied', () => {
    const adjacency = group([[0, 1]], 2);
    expect(neighbours(adjacency, 0).buffer).toBe(adjacency.targets.buffer);
  });

  it('answers none for a number that is no vertex', () => {
    expect([...neighbours(group([[0, 1]], 2), 2)]).toEqual([]);
  });
});

describe('reversed', () => {
  it('lists the parents of each vertex in ascending order', () => {
    fc.assert(
      fc.property(edgeLists, (edges) => {
        const turned = edges.map(([tail, head]): EdgeTuple => [head, tail]);
        expect(rows(reversed(group(edges)))).toEqual(rowsOf(turned).map((row) => row.sort((a, b) => a - b)));
      }),
    );
  });
});

describe('renumbered', () => {
  it('gives the vertices other numbers and keeps the order of their children', () => {
    const all = Array.from({ length: SIZE }, (_, v) => v);
    const orders = fc.shuffledSubarray(all, { minLength: SIZE, maxLength: SIZE });
    fc.assert(
      fc.property(edgeLists, orders, (edges, order) => {
        const before = rows(group(edges));
        const after = rows(renumbered(group(edges), Int32Array.from(order)));
        expect(after.map((row) => row.map((n) => order[n]))).toEqual(order.map((v) => before[v]));
      }),
    );
  });
});
