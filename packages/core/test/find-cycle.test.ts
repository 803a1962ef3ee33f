import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCycle } from '../src/find-cycle.js';
import { acyclicGraphs, anyGraphs, edgesOf, type Graph, verticesOf } from './random-graphs.js';

/** Whether some vertex leads back to itself, by following all edges from each. */
function hasCycle(graph: Graph): boolean {
  const edges = edgesOf(graph);
  return verticesOf(graph).some((start) => {
    const below = new Set<string>();
    let size = -1;
    while (below.size > size) {
      size = below.size;
      for (const [tail, head] of edges) if (tail === start || below.has(tail)) below.add(head);
    }
    return below.has(start);
  });
}

describe('findCycle', () => {
  it('answers null for a DAG', () => {
    expect(findCycle([['a', 'b'], ['a', 'c'], ['b', 'd'], ['c', 'd'], ['x']])).toBeNull();
    fc.assert(fc.property(acyclicGraphs, (graph) => findCycle(graph) === null));
  });

  it('answers the path, the first vertex again at its end', () => {
    expect(
      findCycle([
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'b'],
      ]),
    ).toEqual(['b', 'c', 'b']);
  });

  it('finds a vertex that is its own parent', () => {
    expect(findCycle([['a', 'a']])).toEqual(['a', 'a']);
  });

  it('finds a cycle that no root leads to', () => {
    expect(
      findCycle([
        ['root', 'leaf'],
        ['x', 'y'],
        ['y', 'z'],
        ['z', 'x'],
        ['z', 'leaf'],
      ]),
    ).toEqual(['z', 'x', 'y', 'z']);
  });

  it('finds a cycle far above the first vertex that could not be ordered', () => {
    expect(
      findCycle([
        ['c', 'd'],
        ['b', 'c'],
        ['a', 'b'],
        ['b', 'a'],
      ]),
    ).toEqual(['b', 'a', 'b']);
  });

  it('takes a duplicate pair for no cycle', () => {
    expect(
      findCycle([
        ['a', 'b'],
        ['a', 'b'],
      ]),
    ).toBeNull();
  });

  it.each([[[]], [[['a', 'b', 'c']]]])('refuses what is no list of pairs: %j', (given) => {
    expect(() => findCycle(given as never)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^AUTOTRAIL_(EMPTY_DEFINITION|BAD_PAIR)$/) }),
    );
  });

  it('finds one exactly where there is one, and its path is made of pairs and passes no vertex twice', () => {
    fc.assert(
      fc.property(anyGraphs, (graph) => {
        const path = findCycle(graph);
        expect(path !== null).toBe(hasCycle(graph));
        if (path === null) return;
        const edges = new Set(edgesOf(graph).map(([tail, head]) => `${tail} ${head}`));
        expect(path.length).toBeGreaterThan(1);
        expect(path.at(-1)).toBe(path[0]);
        expect(new Set(path).size).toBe(path.length - 1);
        for (let i = 0; i + 1 < path.length; i++) expect(edges).toContain(`${path[i]} ${path[i + 1]}`);
      }),
      { numRuns: 500 },
    );
  });
});
