import { type Definition, step } from '@autotrail/layer1';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trailGraph } from '../../src/graph/trail-graph.js';

const named = (name: string) => step(() => {}, { name });

describe('trailGraph', () => {
  it('keys steps by their number n, and draws a duplicate pair once', () => {
    const [a, b, c, x] = [named('a'), named('b'), named('c'), named('x')];
    expect(trailGraph([[b, c], [a, c], [b, c], [x]])).toEqual({
      names: ['b', 'a', 'x', 'c'],
      edges: [
        [0, 3],
        [1, 3],
      ],
      failureEdges: [],
    });
  });

  it('keeps steps with the same name apart', () => {
    expect(trailGraph([[named('a'), named('a')]])).toEqual({ names: ['a', 'a'], edges: [[0, 1]], failureEdges: [] });
  });

  it('keys steps by their place where there is a cycle', () => {
    const [a, b] = [named('a'), named('b')];
    expect(
      trailGraph([
        [a, b],
        [b, a],
        [a, a],
      ]),
    ).toEqual({
      names: ['a', 'b'],
      edges: [
        [0, 1],
        [1, 0],
        [0, 0],
      ],
      failureEdges: [],
    });
  });

  it('numbers steps by the definition and the failure pairs together, and keeps their edges apart', () => {
    const [a, b, c, x] = [named('a'), named('b'), named('c'), named('x')];
    expect(
      trailGraph(
        [[b, c], [x]],
        [
          [a, b],
          [b, c],
          [a, b],
        ],
      ),
    ).toEqual({
      names: ['x', 'a', 'b', 'c'],
      edges: [[2, 3]],
      failureEdges: [
        [1, 2],
        [2, 3],
      ],
    });
  });

  it('keys steps by their place where failure pairs close a cycle', () => {
    const [a, b, c] = [named('a'), named('b'), named('c')];
    expect(
      trailGraph(
        [[b, a]],
        [
          [a, c],
          [c, b],
        ],
      ),
    ).toEqual({
      names: ['b', 'a', 'c'],
      edges: [[0, 1]],
      failureEdges: [
        [1, 2],
        [2, 0],
      ],
    });
  });

  it('has every step once, and every pair', () => {
    const pair = fc.array(fc.nat(9), { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1 }), (pairs) => {
        const steps = Array.from({ length: 10 }, (_, i) => named(`s${i}`));
        const { names, edges } = trailGraph(pairs.map((each) => each.map((i) => steps[i])) as unknown as Definition);
        expect([...names].sort()).toEqual([...new Set(pairs.flat())].map((i) => `s${i}`).sort());
        const drawn = edges.map(([parent, child]) => `${names[parent]} ${names[child]}`);
        const defined = pairs.filter(({ length }) => length === 2).map(([parent, child]) => `s${parent} s${child}`);
        expect(drawn).toEqual([...new Set(defined)]);
      }),
    );
  });

  it.each([[[]], [[['a', 'b', 'c']]], [7]])('refuses what is no list of pairs: %j', (definition) => {
    expect(() => trailGraph(definition as never)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^AUTOTRAIL_(EMPTY_DEFINITION|BAD_PAIR)$/) }),
    );
  });

  it('refuses what is no step', () => {
    expect(() => trailGraph([[named('a')], ['b' as never]])).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_NOT_A_STEP', details: { position: 1, found: "'b'" } }),
    );
  });
});
