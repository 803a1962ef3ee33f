import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDag } from '../src/build-dag.js';
import type { Dag } from '../src/dag.js';
import { type TopologicalWhileOptions, topologicalWhile } from '../src/topological-while.js';
import { acyclicGraphs, verticesOf } from './random-graphs.js';

/** What becomes of a vertex: after how many further turns it is done, or ignored. */
interface Fate {
  readonly turns: number;
  readonly end: 'done' | 'ignored';
}

/** Options that let each vertex meet its fate, counting what was yielded in `seen`. */
function fated(fates: ReadonlyMap<string, Fate>, seen: readonly string[]): TopologicalWhileOptions<string> {
  const has = (vertex: string, end: Fate['end']) => {
    const fate = fates.get(vertex);
    return fate?.end === end && seen.filter((other) => other === vertex).length > fate.turns;
  };
  return { isDone: (vertex) => has(vertex, 'done'), isIgnored: (vertex) => has(vertex, 'ignored') };
}

function walk(dag: Dag<string>, fates: ReadonlyMap<string, Fate>): readonly string[] {
  const seen: string[] = [];
  for (const vertex of topologicalWhile(dag, fated(fates, seen))) seen.push(vertex);
  return seen;
}

/** The rule with a plain queue: looks at all parents of all children, always. */
function slowWalk(dag: Dag<string>, fates: ReadonlyMap<string, Fate>): readonly string[] {
  const seen: string[] = [];
  const done = new Set<string>();
  const { isDone, isIgnored } = fated(fates, seen);
  const queue = [...dag.roots];
  for (let vertex = queue.shift(); vertex !== undefined; vertex = queue.shift()) {
    seen.push(vertex);
    if (isDone(vertex)) {
      done.add(vertex);
      queue.push(...dag.children(vertex).filter((child) => dag.parents(child).every((parent) => done.has(parent))));
    } else if (!isIgnored(vertex)) queue.push(vertex);
  }
  return seen;
}

const fates: fc.Arbitrary<Fate> = fc.record({
  turns: fc.nat(3),
  end: fc.oneof(
    { weight: 9, arbitrary: fc.constant('done' as const) },
    { weight: 1, arbitrary: fc.constant('ignored' as const) },
  ),
});

const runs = acyclicGraphs.chain((graph) => {
  const vertices = verticesOf(graph);
  return fc
    .array(fates, { minLength: vertices.length, maxLength: vertices.length })
    .map((drawn) => ({ dag: buildDag(graph), fates: new Map(vertices.map((vertex, i) => [vertex, drawn[i] as Fate])) }));
});

//  a -> b -> d
//  a -> c -> d
const diamond = buildDag([
  ['a', 'b'],
  ['a', 'c'],
  ['b', 'd'],
  ['c', 'd'],
]);

describe('topologicalWhile', () => {
  it('yields each vertex once where all are done at once', () => {
    expect([...topologicalWhile(diamond, { isDone: () => true, isIgnored: () => false })]).toEqual(['a', 'b', 'c', 'd']);
  });

  it('starts with all roots', () => {
    const dag = buildDag([['a', 'c'], ['b', 'c'], ['x']]);
    expect([...topologicalWhile(dag, { isDone: () => true, isIgnored: () => false })]).toEqual(['a', 'b', 'x', 'c']);
  });

  it('lets reached vertices take turns until they are done', () => {
    const seen = walk(
      diamond,
      new Map<string, Fate>([
        ['a', { turns: 1, end: 'done' }],
        ['b', { turns: 2, end: 'done' }],
        ['c', { turns: 0, end: 'done' }],
        ['d', { turns: 0, end: 'done' }],
      ]),
    );
    expect(seen).toEqual(['a', 'a', 'b', 'c', 'b', 'b', 'd']);
  });

  it('never yields an ignored vertex again, and reaches nothing below it', () => {
    expect([...topologicalWhile(diamond, { isDone: (vertex) => vertex !== 'c', isIgnored: (vertex) => vertex === 'c' })]).toEqual(
      ['a', 'b', 'c'],
    );
  });

  it('asks isDone right after each yield, then isIgnored only if the answer was no', () => {
    const asked: string[] = [];
    const dag = buildDag([['a', 'b']]);
    const options = {
      isDone: (vertex: string) => asked.push(`done ${vertex}`) > 2,
      isIgnored: (vertex: string) => asked.push(`ignored ${vertex}`) < 0,
    };
    for (const vertex of topologicalWhile(dag, options)) asked.push(`yield ${vertex}`);
    expect(asked).toEqual(['yield a', 'done a', 'ignored a', 'yield a', 'done a', 'yield b', 'done b']);
  });

  it('takes a vertex that is both done and ignored for done', () => {
    expect([...topologicalWhile(diamond, { isDone: () => true, isIgnored: () => true })]).toHaveLength(4);
  });

  it('asks what holds when the walk goes on, not when the vertex was yielded', () => {
    const done = new Set<string>();
    const seen: string[] = [];
    for (const vertex of topologicalWhile(diamond, { isDone: (v) => done.has(v), isIgnored: () => false })) {
      seen.push(vertex);
      done.add(vertex);
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
  });

  it('can be left while vertices are still waiting', () => {
    const walking = topologicalWhile(diamond, { isDone: () => false, isIgnored: () => false });
    for (let turn = 0; turn < 5; turn++) expect(walking.next()).toEqual({ value: 'a', done: false });
    expect(walking.return()).toEqual({ value: undefined, done: true });
  });

  it('ends where it stands when a question throws', () => {
    const walking = topologicalWhile(diamond, {
      isDone: () => {
        throw new Error('no idea');
      },
      isIgnored: () => false,
    });
    walking.next();
    expect(() => walking.next()).toThrow('no idea');
    expect(walking.next()).toEqual({ value: undefined, done: true });
  });
});

describe('topologicalWhile on random DAGs with random fates', () => {
  it('yields what a plain queue yields, turn by turn', () => {
    fc.assert(
      fc.property(runs, ({ dag, fates }) => {
        expect(walk(dag, fates)).toEqual(slowWalk(dag, fates));
      }),
    );
  });

  it('yields a vertex only after all its parents were done, and as often as its fate says', () => {
    fc.assert(
      fc.property(runs, ({ dag, fates }) => {
        const seen = walk(dag, fates);
        for (const vertex of new Set(seen)) {
          const first = seen.indexOf(vertex);
          for (const parent of dag.parents(vertex)) {
            expect(fates.get(parent)?.end).toBe('done');
            expect(seen.lastIndexOf(parent)).toBeGreaterThanOrEqual(0);
            expect(seen.lastIndexOf(parent)).toBeLessThan(first);
          }
          expect(seen.filter((other) => other === vertex)).toHaveLength((fates.get(vertex)?.turns ?? 0) + 1);
        }
      }),
    );
  });

  it('yields every vertex above which nothing is ignored', () => {
    fc.assert(
      fc.property(runs, ({ dag, fates }) => {
        const reachable = new Set<string>();
        for (const vertex of dag.order) {
          if (dag.parents(vertex).every((parent) => reachable.has(parent) && fates.get(parent)?.end === 'done'))
            reachable.add(vertex);
        }
        expect(new Set(walk(dag, fates))).toEqual(reachable);
      }),
    );
  });
});
