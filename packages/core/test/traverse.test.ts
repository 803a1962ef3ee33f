import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDag } from '../src/build-dag.js';
import type { Dag } from '../src/dag.js';
import { breadthFirst, depthFirst, topological } from '../src/traverse.js';
import { acyclicGraphs } from './random-graphs.js';

//  a -> b -> d -> f
//  a -> c ------> f      x -> c
const dag = buildDag([
  ['a', 'b'],
  ['a', 'c'],
  ['b', 'd'],
  ['d', 'f'],
  ['c', 'f'],
  ['x', 'c'],
]);

function slowBreadthFirst(graph: Dag<string>, starts: readonly string[]): readonly string[] {
  const found = [...starts];
  for (const vertex of found) found.push(...new Set(graph.children(vertex).filter((child) => !found.includes(child))));
  return found;
}

function slowDepthFirst(graph: Dag<string>, starts: readonly string[], found: string[] = []): readonly string[] {
  for (const vertex of starts) {
    if (found.includes(vertex)) continue;
    found.push(vertex);
    slowDepthFirst(graph, graph.children(vertex), found);
  }
  return found;
}

/** A DAG and one of its vertices. */
const dagsWithStart = acyclicGraphs.chain((graph) => {
  const random = buildDag(graph);
  return fc.record({ random: fc.constant(random), start: fc.constantFrom(...random.order) });
});

describe('breadthFirst', () => {
  it('takes the nearest first, children in order of definition, from all roots', () => {
    expect([...breadthFirst(dag)]).toEqual(['a', 'x', 'b', 'c', 'd', 'f']);
  });

  it('starts where it is told', () => {
    expect([...breadthFirst(dag, 'b')]).toEqual(['b', 'd', 'f']);
    expect([...breadthFirst(dag, 'x')]).toEqual(['x', 'c', 'f']);
    expect([...breadthFirst(dag, 'f')]).toEqual(['f']);
  });

  it('equals the slow way on random DAGs', () => {
    fc.assert(
      fc.property(dagsWithStart, ({ random, start }) => {
        expect([...breadthFirst(random)]).toEqual(slowBreadthFirst(random, random.roots));
        expect([...breadthFirst(random, start)]).toEqual(slowBreadthFirst(random, [start]));
      }),
    );
  });
});

describe('depthFirst', () => {
  it('goes down each branch before the next one, from all roots', () => {
    expect([...depthFirst(dag)]).toEqual(['a', 'b', 'd', 'f', 'c', 'x']);
  });

  it('starts where it is told', () => {
    expect([...depthFirst(dag, 'x')]).toEqual(['x', 'c', 'f']);
    expect([...depthFirst(dag, 'd')]).toEqual(['d', 'f']);
  });

  it('equals the slow, recursive way on random DAGs', () => {
    fc.assert(
      fc.property(dagsWithStart, ({ random, start }) => {
        expect([...depthFirst(random)]).toEqual(slowDepthFirst(random, random.roots));
        expect([...depthFirst(random, start)]).toEqual(slowDepthFirst(random, [start]));
      }),
    );
  });
});

describe('topological', () => {
  it('takes parents before children', () => {
    expect([...topological(dag)]).toEqual(['a', 'x', 'b', 'c', 'd', 'f']);
  });

  it('is the order of the numbers', () => {
    fc.assert(
      fc.property(acyclicGraphs, (graph) => {
        const random = buildDag(graph);
        expect([...topological(random)]).toEqual(random.order);
      }),
    );
  });
});

describe.each([
  ['breadthFirst', breadthFirst],
  ['depthFirst', depthFirst],
])('%s', (_, traverse) => {
  it('refuses a start that is no vertex, when it begins', () => {
    const walk = traverse(dag, 'nobody');
    expect(() => walk.next()).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_UNKNOWN_VERTEX' }));
  });

  it('can be left early and begun anew', () => {
    const walk = traverse(dag);
    walk.next();
    walk.return();
    expect([...walk]).toEqual([]);
    expect([...traverse(dag)]).toHaveLength(dag.size);
  });
});
