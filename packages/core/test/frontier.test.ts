import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDag } from '../src/build-dag.js';
import type { Dag } from '../src/dag.js';
import { Frontier } from '../src/frontier.js';
import { acyclicGraphs } from './random-graphs.js';

//  a -> c, b -> c, c -> d; edge 0: a -> c, 1: b -> c, 2: c -> d
const dag = buildDag([
  ['a', 'c'],
  ['b', 'c'],
  ['c', 'd'],
]);
const [a, b, c, d] = [0, 1, 2, 3] as const;

function reachedOf(frontier: Frontier, graph: Dag<unknown>): readonly number[] {
  return graph.order.flatMap((_, n) => (frontier.isReached(n) ? [n] : []));
}

describe('Frontier', () => {
  it('reaches the roots from the beginning, without a look', () => {
    const frontier = new Frontier(dag);
    expect(reachedOf(frontier, dag)).toEqual([a, b]);
    expect(frontier.looks).toBe(0);
  });

  it('reaches a vertex with its last unmet edge', () => {
    const frontier = new Frontier(dag);
    expect(frontier.meet(0)).toBeNull();
    expect(frontier.isReached(c)).toBe(false);
    expect(frontier.meet(1)).toBe(c);
    expect(frontier.isReached(c)).toBe(true);
    expect(frontier.isReached(d)).toBe(false);
  });

  it('takes a vertex back with its first edge that is unmet again', () => {
    const frontier = new Frontier(dag);
    frontier.meet(0);
    frontier.meet(1);
    expect(frontier.unmeet(1)).toBe(c);
    expect(frontier.isReached(c)).toBe(false);
    expect(frontier.unmeet(0)).toBeNull();
    expect(frontier.meet(1)).toBeNull();
    expect(frontier.meet(0)).toBe(c);
  });

  it('does nothing about an edge that is as it should be already', () => {
    const frontier = new Frontier(dag);
    expect(frontier.unmeet(2)).toBeNull();
    expect(frontier.meet(2)).toBe(d);
    expect(frontier.meet(2)).toBeNull();
    expect(frontier.isReached(d)).toBe(true);
    expect(frontier.looks).toBe(1);
  });

  it('does nothing about a number that is no edge or no vertex', () => {
    const frontier = new Frontier(dag);
    for (const number of [-1, 3, 1.5, Number.NaN]) {
      expect(frontier.meet(number)).toBeNull();
      expect(frontier.unmeet(number)).toBeNull();
    }
    for (const number of [-1, 4, Number.NaN]) {
      expect(frontier.meetAll(number)).toEqual([]);
      expect(frontier.isReached(number)).toBe(false);
    }
    expect(frontier.looks).toBe(0);
    expect(reachedOf(frontier, dag)).toEqual([a, b]);
  });

  it('meets all edges of a vertex and answers the children reached by it, in order of definition', () => {
    const fan = buildDag([
      ['r', 'y'],
      ['r', 'x'],
      ['r', 'z'],
      ['s', 'x'],
    ]);
    const frontier = new Frontier(fan);
    expect(frontier.meetAll(fan.numberOf('r')).map((n) => fan.order[n])).toEqual(['y', 'z']);
    expect(frontier.meetAll(fan.numberOf('s')).map((n) => fan.order[n])).toEqual(['x']);
    expect(frontier.meetAll(fan.numberOf('r'))).toEqual([]);
    expect(frontier.looks).toBe(4);
  });

  it('forks into two that do not know of each other', () => {
    const original = new Frontier(dag);
    original.meet(0);
    const fork = original.fork();
    expect(fork.meet(1)).toBe(c);
    expect(fork.unmeet(0)).toBe(c);
    expect(original.isReached(c)).toBe(false);
    expect(original.meet(1)).toBe(c);
    expect(fork.isReached(c)).toBe(false);
  });

  it('counts the looks of a fork by themselves', () => {
    const original = new Frontier(dag);
    original.meet(0);
    const fork = original.fork();
    fork.meet(1);
    expect([original.looks, fork.looks]).toEqual([1, 1]);
  });
});

/** A frontier as one would write it down: the set of met edges. It looks at everything, always. */
class NaiveFrontier {
  readonly met = new Set<number>();

  constructor(
    readonly graph: Dag<unknown>,
    met: Iterable<number> = [],
  ) {
    this.met = new Set(met);
  }

  reached(): readonly number[] {
    const unreached = new Set([...this.graph.outgoing.targets].filter((_, edge) => !this.met.has(edge)));
    return this.graph.order.flatMap((_, n) => (unreached.has(n) ? [] : [n]));
  }

  fork(): NaiveFrontier {
    return new NaiveFrontier(this.graph, this.met);
  }
}

type Move = readonly ['meet' | 'unmeet', edge: number] | readonly ['meetAll', n: number];

/** Makes the move in both, and checks that both answer the same; says how many edges changed. */
function play(frontier: Frontier, naive: NaiveFrontier, [kind, number]: Move): number {
  const before = naive.reached();
  const sizeBefore = naive.met.size;
  const { offsets } = naive.graph.outgoing;
  if (kind === 'meet') naive.met.add(number);
  else if (kind === 'unmeet') naive.met.delete(number);
  else for (let edge = offsets[number] ?? 0; edge < (offsets[number + 1] ?? 0); edge++) naive.met.add(edge);
  const after = naive.reached();

  const answer = frontier[kind](number);
  const changed = kind === 'unmeet' ? before.filter((n) => !after.includes(n)) : after.filter((n) => !before.includes(n));
  if (kind === 'meetAll') expect([...(answer as readonly number[])].sort((x, y) => x - y)).toEqual(changed);
  else expect(answer).toBe(changed[0] ?? null);
  expect(reachedOf(frontier, naive.graph)).toEqual(after);
  return Math.abs(naive.met.size - sizeBefore);
}

const games = acyclicGraphs
  .map((graph) => buildDag(graph))
  .filter((graph) => graph.edgeCount > 0)
  .chain((graph) => {
    const edge = fc.nat(graph.edgeCount - 1);
    const move: fc.Arbitrary<Move> = fc.oneof(
      { weight: 3, arbitrary: fc.tuple(fc.constant('meet' as const), edge) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('unmeet' as const), edge) },
      { weight: 3, arbitrary: fc.tuple(fc.constant('meetAll' as const), fc.nat(graph.size - 1)) },
    );
    const moves = fc.array(move, { maxLength: 100, size: 'max' });
    return fc.record({ graph: fc.constant(graph), moves, afterFork: moves });
  });

describe('Frontier against a naive one', () => {
  it('reaches the same vertices, answers the same changes, and looks once for each edge that changed', () => {
    fc.assert(
      fc.property(games, ({ graph, moves }) => {
        const [frontier, naive] = [new Frontier(graph), new NaiveFrontier(graph)];
        const changes = moves.map((move) => play(frontier, naive, move)).reduce((sum, changed) => sum + changed, 0);
        expect(frontier.looks).toBe(changes);
      }),
    );
  });

  it('goes on as the original would after a fork, which is left as it was', () => {
    fc.assert(
      fc.property(games, ({ graph, moves, afterFork }) => {
        const [frontier, naive] = [new Frontier(graph), new NaiveFrontier(graph)];
        for (const move of moves) play(frontier, naive, move);
        const [forked, naiveFork] = [frontier.fork(), naive.fork()];
        for (const move of afterFork) play(forked, naiveFork, move);
        expect(reachedOf(frontier, graph)).toEqual(naive.reached());
        for (const move of afterFork) play(frontier, naive, move);
        expect(reachedOf(frontier, graph)).toEqual(reachedOf(forked, graph));
      }),
    );
  });
});
