import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { buildDag } from '../src/build-dag.js';
import { branchesOf, branchOf, strictProgeny } from '../src/strict-progeny.js';
import { acyclicGraphs, type Graph, parentsIn, verticesOf } from './random-graphs.js';

/** The definition, word for word: the least set that holds `start` and every vertex that has parents, all of them in the set. */
function slowBranch(graph: Graph, start: string, without: readonly string[] = []): ReadonlySet<string> {
  const parents = parentsIn(graph);
  const branch = new Set([start]);
  let size = 0;
  while (branch.size > size) {
    size = branch.size;
    for (const [vertex, above] of parents)
      if (above.length > 0 && above.every((parent) => branch.has(parent)) && !without.includes(vertex)) branch.add(vertex);
  }
  return branch;
}

function branch(graph: Graph, ...starts: readonly string[]): readonly (string | undefined)[] {
  const dag = buildDag(graph);
  return strictProgeny(dag, starts).map((n) => dag.order[n]);
}

/** A definition and some of its vertices, some of them perhaps twice. */
const graphsWithStarts = acyclicGraphs.chain((graph) =>
  fc.record({ graph: fc.constant(graph), starts: fc.array(fc.constantFrom(...verticesOf(graph)), { maxLength: 12 }) }),
);

//  a -> b -> d -> f
//  a -> c ------> f
const joined: Graph = [
  ['a', 'b'],
  ['a', 'c'],
  ['b', 'd'],
  ['d', 'f'],
  ['c', 'f'],
];

describe('strictProgeny', () => {
  it('leaves out what can also be reached around the branch', () => {
    expect(branch(joined, 'b')).toEqual(['b', 'd']);
    expect(branch(joined, 'c')).toEqual(['c']);
  });

  it('holds a join all of whose parents are inside', () => {
    expect(branch(joined, 'a')).toEqual(['a', 'b', 'c', 'd', 'f']);
  });

  it('holds the vertex itself, also one without children or without edges', () => {
    expect(branch(joined, 'f')).toEqual(['f']);
    expect(branch([['x'], ['a', 'b']], 'x')).toEqual(['x']);
  });

  it('does not hold another root, which has no parent outside the branch either', () => {
    expect(branch([['a', 'b'], ['x'], ['y', 'z']], 'a')).toEqual(['a', 'b']);
  });

  it('is the union of the branches for several vertices, not the branch of their union', () => {
    expect(branch(joined, 'b', 'c')).toEqual(['b', 'c', 'd']);
  });

  it('takes nested and repeated vertices, in any order', () => {
    expect(branch(joined, 'd', 'b', 'd')).toEqual(['b', 'd']);
    expect(branch(joined, 'd', 'a')).toEqual(['a', 'b', 'c', 'd', 'f']);
  });

  it('is empty for no vertices', () => {
    expect(branch(joined)).toEqual([]);
  });

  it('takes any iterable', () => {
    expect(strictProgeny(buildDag(joined), new Set(['c']))).toEqual([2]);
  });

  it('looks at each edge once at most, however many vertices are asked for', () => {
    const chain = buildDag(Array.from({ length: 1000 }, (_, v) => [v, v + 1] as const));
    const looks = vi.spyOn(chain, 'parentCount');
    expect(strictProgeny(chain, chain.order.toReversed())).toHaveLength(1001);
    expect(looks).toHaveBeenCalledTimes(chain.edgeCount);
  });

  it('refuses what is no vertex', () => {
    expect(() => strictProgeny(buildDag(joined), ['a', 'nobody'])).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_UNKNOWN_VERTEX' }),
    );
  });

  it('equals its definition for every vertex of a random DAG', () => {
    fc.assert(
      fc.property(acyclicGraphs, (graph) => {
        const dag = buildDag(graph);
        for (const vertex of dag.order) {
          const expected = slowBranch(graph, vertex);
          expect(strictProgeny(dag, [vertex])).toEqual(dag.order.flatMap((other, n) => (expected.has(other) ? [n] : [])));
        }
      }),
    );
  });

  it('equals the union of the definitions for several vertices of a random DAG', () => {
    fc.assert(
      fc.property(graphsWithStarts, ({ graph, starts }) => {
        const dag = buildDag(graph);
        const union = new Set(starts.flatMap((start) => [...slowBranch(graph, start)]));
        expect(strictProgeny(dag, starts)).toEqual(dag.order.flatMap((vertex, n) => (union.has(vertex) ? [n] : [])));
      }),
    );
  });
});

describe('branchesOf', () => {
  it('takes numbers for vertices and leaves their list as it was', () => {
    const numbers = Object.freeze([3, 1]);
    expect(branchesOf(buildDag(joined), numbers)).toEqual([1, 3]);
  });
});

describe('branchOf', () => {
  it('is the branch of one vertex, whatever does not go with it, and itself first', () => {
    let leftOut = 0;
    const property = fc.property(acyclicGraphs, fc.nat(), fc.func(fc.boolean()), (graph, pick, goes) => {
      const dag = buildDag(graph);
      const start = pick % dag.size;
      const children = verticesOf(graph).filter((vertex) =>
        parentsIn(graph)
          .get(vertex)
          ?.includes(dag.order[start] as string),
      );
      const without = children.filter((child) => !goes(child));
      leftOut += without.length;
      const found = branchOf(dag, start, new Set(without.map((child) => dag.numberOf(child))));
      expect(found[0]).toBe(start);
      expect(new Set(found.map((n) => dag.order[n]))).toEqual(slowBranch(graph, dag.order[start] as string, without));
      expect(new Set(found).size).toBe(found.length);
    });
    fc.assert(property);
    expect(leftOut).toBeGreaterThan(0);
  });
});
