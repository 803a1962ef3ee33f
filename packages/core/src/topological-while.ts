import type { Dag } from './dag.js';
import { Frontier } from './frontier.js';

/** What {@link topologicalWhile} asks about a vertex right after it was yielded. */
export interface TopologicalWhileOptions<T> {
  /** Whether the vertex is done: children whose parents are all done are reached. */
  readonly isDone: (vertex: T) => boolean;
  /** Asked if it is not done: whether to give it up. It is not yielded again, and nothing below it is reached. */
  readonly isIgnored: (vertex: T) => boolean;
}

/**
 * Walks a DAG for as long as there is something to do: the loop of a workflow engine.
 *
 * A vertex is yielded when it is reached. After each yield `isDone` is asked, then `isIgnored`. A vertex that is neither goes to the
 * end of the queue and is yielded again, so reached vertices take turns. Ends when nothing reached is left.
 *
 * It waits for nothing by itself: a caller whose steps take time should pause between turns, or be driven by events with
 * {@link Frontier} instead.
 *
 * @example
 * for (const step of topologicalWhile(dag, { isDone: (s) => done.has(s), isIgnored: (s) => failed.has(s) })) advance(step);
 */
export function* topologicalWhile<T>(dag: Dag<T>, options: TopologicalWhileOptions<T>): Generator<T, void, void> {
  const frontier = new Frontier(dag);
  let turn: readonly number[] = dag.roots.map((_, n) => n);
  while (turn.length > 0) {
    const nextTurn: number[] = [];
    for (const n of turn) {
      const vertex = dag.order[n] as T;
      yield vertex;
      if (options.isDone(vertex)) for (const child of frontier.meetAll(n)) nextTurn.push(child);
      else if (!options.isIgnored(vertex)) nextTurn.push(n);
    }
    turn = nextTurn;
  }
}
