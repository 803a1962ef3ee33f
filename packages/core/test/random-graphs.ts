import fc from 'fast-check';
import type { Pairs } from '../src/pairs.js';

/** Vertices are texts, so that a test cannot mistake a vertex for its number. */
export type Graph = Pairs<string>;

interface Shape {
  readonly maxVertices: number;
  /** Turns two drawn positions into an entry of the definition. */
  readonly entry: (a: number, b: number) => readonly [string] | readonly [string, string];
}

const vertex = (position: number): string => `v${position}`;

function graphs({ maxVertices, entry }: Shape): fc.Arbitrary<Graph> {
  return fc.integer({ min: 1, max: maxVertices }).chain((size) => {
    const position = fc.nat(size - 1);
    const positions = fc.array(fc.tuple(position, position), { minLength: 1, maxLength: 2 * size, size: 'max' });
    return positions.map((drawn) => drawn.map(([a, b]) => entry(a, b)));
  });
}

/** Definitions without a cycle, of up to 200 vertices, with several roots, single vertices and duplicate pairs among them. */
export const acyclicGraphs: fc.Arbitrary<Graph> = graphs({
  maxVertices: 200,
  entry: (a, b) => (a === b ? [vertex(a)] : [vertex(Math.min(a, b)), vertex(Math.max(a, b))]),
});

/** Definitions of any shape: about half of them have a cycle. */
export const anyGraphs: fc.Arbitrary<Graph> = graphs({ maxVertices: 20, entry: (a, b) => [vertex(a), vertex(b)] });

/** The edges of a definition, each once, in order of definition. */
export function edgesOf(graph: Graph): readonly (readonly [string, string])[] {
  const edges = new Map(graph.flatMap((pair) => (pair.length === 2 ? [[`${pair[0]} ${pair[1]}`, pair] as const] : [])));
  return [...edges.values()];
}

/** The vertices of a definition, each once, in order of first appearance. */
export function verticesOf(graph: Graph): readonly string[] {
  return [...new Set(graph.flat())];
}

/** The parents of every vertex, read from the definition itself. */
export function parentsIn(graph: Graph): ReadonlyMap<string, readonly string[]> {
  const parents = new Map<string, string[]>(verticesOf(graph).map((vertex) => [vertex, []]));
  for (const [tail, head] of edgesOf(graph)) parents.get(head)?.push(tail);
  return parents;
}
