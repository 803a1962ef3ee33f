import { describe, expect, it } from 'vitest';
import { buildDag } from '../src/build-dag.js';
import type { Dag } from '../src/dag.js';
import { findCycle } from '../src/find-cycle.js';
import { Frontier } from '../src/frontier.js';
import { strictProgeny } from '../src/strict-progeny.js';
import { topologicalWhile } from '../src/topological-while.js';
import { breadthFirst, depthFirst, topological } from '../src/traverse.js';

type NumberPair = readonly [number, number];

const CHAIN_LENGTH = 100_000;
const LAYER_SIZE = 1000;
const LAYERS = 1000;
const PARENTS = 3;

/** 0 -> 1 -> 2 -> … */
function chainOf(length: number): NumberPair[] {
  return Array.from({ length: length - 1 }, (_, v) => [v, v + 1] as const);
}

/** Layers of vertices, each with three parents in the layer above. */
function layered(): NumberPair[] {
  const pairs: NumberPair[] = [];
  for (let v = LAYER_SIZE; v < LAYERS * LAYER_SIZE; v++) {
    const layerAbove = v - (v % LAYER_SIZE) - LAYER_SIZE;
    for (let i = 0; i < PARENTS; i++) pairs.push([layerAbove + ((v + 7 * i) % LAYER_SIZE), v]);
  }
  return pairs;
}

function count(vertices: Iterable<unknown>): number {
  let counted = 0;
  for (const _ of vertices) counted += 1;
  return counted;
}

/** Meets all edges below every vertex that is reached, and answers how many were. */
function walk(dag: Dag<unknown>, frontier: Frontier): number {
  const reached = dag.roots.map((_, n) => n);
  for (const n of reached) for (const child of frontier.meetAll(n)) reached.push(child);
  return reached.length;
}

describe.each([
  { shape: `a chain of ${CHAIN_LENGTH}`, pairs: () => chainOf(CHAIN_LENGTH), size: CHAIN_LENGTH, edges: CHAIN_LENGTH - 1 },
  {
    shape: `${LAYERS * LAYER_SIZE} vertices in layers`,
    pairs: layered,
    size: LAYERS * LAYER_SIZE,
    edges: (LAYERS - 1) * LAYER_SIZE * PARENTS,
  },
])('$shape', ({ pairs, size, edges }) => {
  const dag = buildDag(pairs());

  it('is built whole', () => {
    expect([dag.size, dag.edgeCount]).toEqual([size, edges]);
    expect(dag.numberOf(size - 1)).toBe(size - 1);
  });

  it.each([
    ['breadthFirst', breadthFirst],
    ['depthFirst', depthFirst],
    ['topological', topological],
  ])('is traversed by %s', (_, traverse) => {
    expect(count(traverse(dag))).toBe(size);
  });

  it('is walked by topologicalWhile', () => {
    expect(count(topologicalWhile(dag, { isDone: () => true, isIgnored: () => false }))).toBe(size);
  });

  it('is walked by a Frontier with one look at each edge', () => {
    const frontier = new Frontier(dag);
    expect(walk(dag, frontier)).toBe(size);
    expect(frontier.looks).toBe(edges);
  });

  it('is the union of the branches of its vertices', () => {
    expect(strictProgeny(dag, dag.order)).toHaveLength(size);
  });
});

describe('a cycle of 100000', () => {
  const cycle: NumberPair[] = [...chainOf(CHAIN_LENGTH), [CHAIN_LENGTH - 1, 0]];

  it('is found whole', () => {
    expect(findCycle(cycle)).toHaveLength(CHAIN_LENGTH + 1);
  });

  it('is refused with a message of bounded length', () => {
    expect(() => buildDag(cycle)).toThrow('(99985 more)');
  });
});
