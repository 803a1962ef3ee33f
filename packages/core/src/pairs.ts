import { describeValue } from './describe-value.js';
import { coreError } from './errors.js';

/** An ordered pair: the child comes after the parent. A single vertex in brackets stands for itself, without an edge. */
export type Pair<T> = readonly [parent: T, child: T] | readonly [vertex: T];

/** A graph as its author writes it: a list of ordered pairs. Duplicate pairs are harmless. */
export type Pairs<T> = readonly Pair<T>[];

/** The vertices of a list of pairs: the union of their types, since steps with different actions differ in type. */
export type VertexOf<TPairs extends Pairs<unknown>> = TPairs[number][number];

/** Pairs with every vertex replaced by its position in `vertices`, which holds each vertex once, in order of first appearance. */
export interface EdgeList<T> {
  readonly vertices: readonly T[];
  readonly positions: Map<T, number>;
  readonly tails: Int32Array;
  readonly heads: Int32Array;
}

/** Reads pairs, refusing an empty list and entries that are no pair. Says nothing about cycles. */
export function readPairs<T>(pairs: Pairs<T>): EdgeList<T> {
  if (!Array.isArray(pairs)) throw coreError('AUTOTRAIL_EMPTY_DEFINITION', { found: describeValue(pairs) });
  if (pairs.length === 0) throw coreError('AUTOTRAIL_EMPTY_DEFINITION', { found: 'an empty list' });
  const vertices: T[] = [];
  const positions = new Map<T, number>();
  const tails = new Int32Array(pairs.length);
  const heads = new Int32Array(pairs.length);
  const positionOf = (vertex: T): number => {
    const known = positions.get(vertex);
    if (known !== undefined) return known;
    positions.set(vertex, vertices.length);
    return vertices.push(vertex) - 1;
  };

  let edges = 0;
  // Not forEach(): it would pass over holes.
  for (let position = 0; position < pairs.length; position++) {
    const pair: unknown = pairs[position];
    checkPair<T>(pair, position);
    const tail = positionOf(pair[0]);
    if (pair.length === 1) continue;
    tails[edges] = tail;
    heads[edges] = positionOf(pair[1]);
    edges += 1;
  }
  return { vertices, positions, tails: tails.subarray(0, edges), heads: heads.subarray(0, edges) };
}

function checkPair<T>(pair: unknown, position: number): asserts pair is Pair<T> {
  const found = whyNoPair(pair);
  if (found !== null) throw coreError('AUTOTRAIL_BAD_PAIR', { position, found });
}

function whyNoPair(pair: unknown): string | null {
  if (!Array.isArray(pair)) return describeValue(pair);
  if (pair.length !== 1 && pair.length !== 2) return `an array of ${pair.length}`;
  const missing = pair.findIndex((vertex) => vertex === undefined || vertex === null);
  return missing === -1 ? null : `an array whose entry ${missing} is ${String(pair[missing])}`;
}
