import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { AutoTrailError } from '../src/autotrail-error.js';
import { buildDag } from '../src/build-dag.js';
import type { Dag } from '../src/dag.js';
import { findCycle } from '../src/find-cycle.js';
import type { Pairs } from '../src/pairs.js';
import { type Step, step } from '../src/step.js';
import { acyclicGraphs, anyGraphs, edgesOf, type Graph, parentsIn, verticesOf } from './random-graphs.js';

/** Kahn's order the slow way: after each vertex that is taken, its children whose parents were all taken join the end of the list. */
function slowOrder(graph: Graph): readonly string[] {
  const parents = parentsIn(graph);
  const order = verticesOf(graph).filter((vertex) => parents.get(vertex)?.length === 0);
  const taken = new Set<string>();
  for (const vertex of order) {
    taken.add(vertex);
    const children = edgesOf(graph).flatMap(([tail, head]) => (tail === vertex ? [head] : []));
    order.push(...children.filter((child) => parents.get(child)?.every((parent) => taken.has(parent))));
  }
  return order;
}

/** The path of a long cycle, as the error shows it. */
function shownCycle(size: number): string {
  const pairs = Array.from({ length: size }, (_, i) => [`v${i}`, `v${(i + 1) % size}`] as const);
  try {
    buildDag(pairs);
  } catch (error) {
    if (AutoTrailError.is(error)) return String(error.details?.path);
  }
  return 'no cycle was found';
}

describe('buildDag', () => {
  it('numbers breadth first: a vertex follows when its last parent was taken', () => {
    //  a -> b -> d -> f
    //  a -> c ------> f
    const dag = buildDag([
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'd'],
      ['d', 'f'],
      ['c', 'f'],
    ]);
    expect(dag.order).toEqual(['a', 'b', 'c', 'd', 'f']);
  });

  it('takes roots in order of first appearance and children in order of definition', () => {
    //  z -> y, z -> x
    //  m -> x
    //  a
    const dag = buildDag([['z', 'y'], ['m', 'x'], ['z', 'x'], ['a']]);
    expect(dag.order).toEqual(['z', 'm', 'a', 'y', 'x']);
    expect(dag.roots).toEqual(['z', 'm', 'a']);
    expect(dag.children('z')).toEqual(['y', 'x']);
  });

  it('gives the number of every vertex, with several roots as well', () => {
    const dag = buildDag([
      ['a', 'c'],
      ['b', 'c'],
    ]);
    expect(dag.order.map((vertex) => dag.numberOf(vertex))).toEqual([0, 1, 2]);
    expect(dag.roots).toEqual(['a', 'b']);
    expect(dag.parents('c')).toEqual(['a', 'b']);
  });

  it('makes a whole DAG of one single vertex', () => {
    const dag = buildDag([['only']]);
    expect(dag.order).toEqual(['only']);
    expect(dag.roots).toEqual(['only']);
    expect(dag.edgeCount).toBe(0);
  });

  it('takes a single vertex that also stands in a pair for that vertex', () => {
    const dag = buildDag([['b'], ['a', 'b'], ['a'], ['b']]);
    expect(dag.order).toEqual(['a', 'b']);
    expect(dag.edgeCount).toBe(1);
  });

  it('takes a duplicate pair once, and not for a cycle', () => {
    const dag = buildDag([
      ['a', 'b'],
      ['a', 'c'],
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'b'],
    ]);
    expect(dag.edgeCount).toBe(3);
    expect(dag.children('a')).toEqual(['b', 'c']);
    expect(dag.parents('b')).toEqual(['a']);
  });

  it('changes neither the pairs nor the vertices', () => {
    const [build, deploy] = ['build', 'deploy'].map((name) => Object.freeze({ name })) as [object, object];
    const pairs = Object.freeze([Object.freeze([build, deploy] as const)]);
    buildDag(pairs);
    expect(pairs).toEqual([[{ name: 'build' }, { name: 'deploy' }]]);
    expect(Reflect.ownKeys(build)).toEqual(['name']);
  });

  it('lets the same steps stand in several DAGs, with other neighbours and numbers', () => {
    const [build, test, deploy] = ['build', 'test', 'deploy'].map((name) => step({ name })) as [object, object, object];
    const forward = buildDag([
      [build, test],
      [test, deploy],
    ]);
    const again = buildDag([
      [build, test],
      [test, deploy],
    ]);
    const backward = buildDag([
      [deploy, test],
      [test, build],
    ]);
    expect(again.order).toEqual(forward.order);
    expect([forward.numberOf(build), backward.numberOf(build)]).toEqual([0, 2]);
    expect([forward.children(test), backward.children(test)]).toEqual([[deploy], [build]]);
  });

  it('keeps steps of equal names apart', () => {
    const [first, second] = [step({ name: 'build' }), step({ name: 'build' })];
    expect(buildDag([[first, second]]).order).toEqual([first, second]);
  });

  it('knows the type of its vertices, also where steps differ in their actions', () => {
    const build = step(async () => 'built', { name: 'build' });
    const ask = step({ name: 'ask', run() {} });
    expectTypeOf(buildDag([[build, ask]])).toEqualTypeOf<Dag<typeof build | typeof ask>>();
    expectTypeOf(buildDag([['a', 'b'], ['c']])).toEqualTypeOf<Dag<string>>();
    expectTypeOf(buildDag<Pairs<Step>>([[build, ask]])).toEqualTypeOf<Dag<Step>>();
  });

  it('equals the slow way on random DAGs', () => {
    fc.assert(
      fc.property(acyclicGraphs, (graph) => {
        const dag = buildDag(graph);
        expect(dag.order).toEqual(slowOrder(graph));
        expect(dag.edgeCount).toBe(edgesOf(graph).length);
      }),
    );
  });

  it('numbers parents before children', () => {
    fc.assert(
      fc.property(acyclicGraphs, (graph) => {
        const dag = buildDag(graph);
        expect([...dag.order].sort()).toEqual([...verticesOf(graph)].sort());
        for (const [tail, head] of edgesOf(graph)) expect(dag.numberOf(tail)).toBeLessThan(dag.numberOf(head));
      }),
    );
  });
});

describe('buildDag on a cycle', () => {
  it('names its path', () => {
    const pairs = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ] as const;
    expect(() => buildDag(pairs)).toThrow(
      expect.objectContaining({
        code: 'AUTOTRAIL_CYCLE',
        message: 'The pairs form a cycle: a -> b -> c -> a.',
        details: { path: 'a -> b -> c -> a' },
      }),
    );
  });

  it('finds it off the root too', () => {
    expect(() =>
      buildDag([
        ['root', 'below'],
        ['x', 'y'],
        ['y', 'x'],
      ]),
    ).toThrow('x -> y -> x');
  });

  it('refuses a vertex that is its own parent', () => {
    expect(() =>
      buildDag([
        ['a', 'b'],
        ['b', 'b'],
      ]),
    ).toThrow('The pairs form a cycle: b -> b.');
  });

  it('calls steps by their names', () => {
    const [build, test] = [step({ name: 'build' }), step({ name: 'test' })];
    expect(() =>
      buildDag([
        [build, test],
        [test, build],
      ]),
    ).toThrow('build -> test -> build');
  });

  it('shows both ends of a long path', () => {
    expect(shownCycle(16)).not.toContain('more');
    expect(shownCycle(17)).toContain(' -> (2 more) -> ');
    const shown = shownCycle(1000).split(' -> ');
    expect(shown).toHaveLength(17);
    expect(shown[8]).toBe('(985 more)');
    expect(shown[0]).toBe(shown.at(-1));
  });

  it('refuses exactly the random graphs that have a cycle', () => {
    fc.assert(
      fc.property(anyGraphs, (graph) => {
        if (findCycle(graph) === null) expect(buildDag(graph).order).toEqual(slowOrder(graph));
        else expect(() => buildDag(graph)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_CYCLE' }));
      }),
    );
  });
});

describe('buildDag on what is no definition', () => {
  it('refuses an empty one', () => {
    expect(() => buildDag([])).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_EMPTY_DEFINITION' }));
  });

  it('refuses an entry that is no pair', () => {
    expect(() => buildDag([['a', 'b'], [] as never])).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_PAIR' }));
  });
});
