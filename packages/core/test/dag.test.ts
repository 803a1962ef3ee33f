import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neighbours } from '../src/adjacency.js';
import { buildDag } from '../src/build-dag.js';
import { acyclicGraphs, edgesOf, parentsIn, verticesOf } from './random-graphs.js';

//  a -> b -> d
//  a -> c -> d     x
const diamond = buildDag([['a', 'b'], ['a', 'c'], ['b', 'd'], ['c', 'd'], ['x']]);

describe('Dag', () => {
  it('knows its vertices, its edges and its roots', () => {
    expect(diamond.size).toBe(5);
    expect(diamond.edgeCount).toBe(4);
    expect(diamond.roots).toEqual(['a', 'x']);
  });

  it('has only roots where there is no edge', () => {
    expect(buildDag([['a'], ['b']]).roots).toEqual(['a', 'b']);
  });

  it('knows the children and the parents of a vertex', () => {
    expect(diamond.children('a')).toEqual(['b', 'c']);
    expect(diamond.parents('d')).toEqual(['b', 'c']);
    expect(diamond.children('d')).toEqual([]);
    expect(diamond.parents('x')).toEqual([]);
    expect(diamond.parentCount(diamond.numberOf('d'))).toBe(2);
    expect(diamond.parentCount(diamond.numberOf('a'))).toBe(0);
  });

  it('knows which values are its vertices', () => {
    expect(diamond.has('b')).toBe(true);
    expect(diamond.has('nobody')).toBe(false);
  });

  it.each(['numberOf', 'children', 'parents'] as const)('%s refuses a value that is no vertex, by its name', (method) => {
    const dag = buildDag([[{ name: 'build' }]]);
    expect(() => dag[method]({ name: 'nobody' })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_UNKNOWN_VERTEX', message: 'Expected a vertex of this DAG, got nobody.' }),
    );
  });

  it('answers lists that a caller may change without changing the DAG', () => {
    const children = diamond.children('a') as string[];
    children.push('z');
    expect(diamond.children('a')).toEqual(['b', 'c']);
  });

  it('numbers each edge by its place among the children', () => {
    const heads = [...diamond.outgoing.targets].map((n) => diamond.order[n]);
    expect(heads).toEqual(['b', 'c', 'd', 'd']);
  });

  it('says of random DAGs what their definition says', () => {
    fc.assert(
      fc.property(acyclicGraphs, (graph) => {
        const dag = buildDag(graph);
        const parentsOf = parentsIn(graph);
        const byNumber = (a: string, b: string) => dag.numberOf(a) - dag.numberOf(b);
        expect(dag.size).toBe(verticesOf(graph).length);
        expect(dag.roots).toEqual(verticesOf(graph).filter((vertex) => parentsOf.get(vertex)?.length === 0));
        for (const vertex of dag.order) {
          const parents = [...(parentsOf.get(vertex) ?? [])].sort(byNumber);
          expect(dag.parents(vertex)).toEqual(parents);
          expect(dag.parentCount(dag.numberOf(vertex))).toBe(parents.length);
          expect(dag.children(vertex)).toEqual(edgesOf(graph).flatMap(([tail, head]) => (tail === vertex ? [head] : [])));
          expect([...neighbours(dag.outgoing, dag.numberOf(vertex))].map((n) => dag.order[n])).toEqual(dag.children(vertex));
        }
      }),
    );
  });
});

describe('Dag.map', () => {
  it('asks once for each vertex, in order, with its number', () => {
    const asked: unknown[] = [];
    diamond.map((...given) => asked.push(given));
    expect(asked).toEqual(diamond.order.map((vertex, n) => [vertex, n]));
  });

  it('keeps the shape of a random DAG over other vertices, and leaves the first one as it was', () => {
    fc.assert(
      fc.property(acyclicGraphs, (graph) => {
        const dag = buildDag(graph);
        const named = dag.map((vertex, n) => ({ vertex, n }));
        expect(named.order.map(({ vertex }) => vertex)).toEqual(dag.order);
        expect(named.roots).toEqual(named.order.slice(0, dag.roots.length));
        for (const record of named.order) {
          expect(named.numberOf(record)).toBe(record.n);
          expect(named.children(record).map(({ vertex }) => vertex)).toEqual(dag.children(record.vertex));
          expect(named.parents(record).map(({ vertex }) => vertex)).toEqual(dag.parents(record.vertex));
          expect(dag.numberOf(record.vertex)).toBe(record.n);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('knows only the new vertices', () => {
    expect(diamond.map((_, n) => n).has(4)).toBe(true);
    expect(diamond.map((_, n) => `${n}`).has('a')).toBe(false);
  });
});
