import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { buildDag } from '@autotrail/core';
import { type Definition, type Step, step } from '@autotrail/layer1';
import fc from 'fast-check';
import { renderGraphFromSource } from 'graphviz-cli';
import { describe, expect, it } from 'vitest';
import { toDot, writeTrailDefinitionAsDot } from '../../src/graph/dot.js';
import type { GraphOptions } from '../../src/graph/drawing.js';
import { toMermaid } from '../../src/graph/mermaid.js';
import { toSvg } from '../../src/graph/svg.js';
import { type DrawnGraph, dotEdges, graphvizEdges, mermaidEdges, svgEdges } from '../support/drawn-edges.js';

const SIZE = 8;
const named = (name: string) => step(() => {}, { name });
const steps = Array.from({ length: SIZE }, (_, i) => named(`s${i}`));
const [deploy, check, rollback] = [named('deploy'), named('check'), named('rollback')];
const definition: Definition = [[deploy, check]];

type Places = readonly (readonly [number, number])[];

const pairsOf = (places: Places): Definition => places.map(([parent, child]) => [steps[parent], steps[child]] as [Step, Step]);
const spelt = (places: Places): readonly string[] => [...new Set(places.map(([parent, child]) => `s${parent} s${child}`))].sort();

/** Pairs of any steps; there may be cycles among them, and the same pair more than once. */
const anyPairs = fc.array(fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1)), { maxLength: 12 });
/** Pairs without a cycle, whose order is not the one of the names. */
const rank = (place: number): number => (place * 3) % SIZE;
const orderedPairs = anyPairs.map((pairs) =>
  pairs.filter(([a, b]) => a !== b).map(([a, b]) => (rank(a) < rank(b) ? ([a, b] as const) : ([b, a] as const))),
);

const FORMATS: readonly (readonly [
  string,
  (pairs: Definition, options: GraphOptions) => string,
  (drawing: string) => DrawnGraph,
])[] = [
  ['DOT', toDot, dotEdges],
  ['Mermaid', toMermaid, mermaidEdges],
  ['SVG', toSvg, svgEdges],
];

describe.each(FORMATS)('Failure pairs in %s', (_format, draw, read) => {
  it('are dashed, and every other edge is solid, whatever there is', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(SIZE - 1), { minLength: 1 }), anyPairs, anyPairs, (singles, pairs, failurePairs) => {
        const all = [...singles.map((place): [Step] => [steps[place] as Step]), ...pairsOf(pairs)];
        const { solid, dashed } = read(draw(all, { failurePairs: pairsOf(failurePairs) }));
        expect([...solid].sort()).toEqual(spelt(pairs));
        expect([...dashed].sort()).toEqual(spelt(failurePairs));
      }),
      { numRuns: 60 },
    );
  });

  it('count where the steps are numbered, as they do in the trail itself', () => {
    const some = orderedPairs.filter(({ length }) => length > 0);
    fc.assert(
      fc.property(some, orderedPairs, (pairs, failurePairs) => {
        const whole: Definition = [...pairsOf(pairs), ...pairsOf(failurePairs)];
        const { names } = read(draw(pairsOf(pairs), { failurePairs: pairsOf(failurePairs) }));
        expect(names).toEqual(buildDag(whole).order.map(({ name }) => name));
      }),
      { numRuns: 60 },
    );
  });

  it('may bring in steps of their own, whose states can be shown', () => {
    const drawing = draw(definition, { failurePairs: [[deploy, rollback]], statuses: [{ n: 2, state: 'Skipped' }] });
    expect(drawing).toContain('Skipped');
    expect(read(drawing)).toEqual({
      names: ['deploy', 'check', 'rollback'],
      solid: ['deploy check'],
      dashed: ['deploy rollback'],
    });
  });

  it('are called `on failure`; without any, nothing is', () => {
    expect(draw(definition, { failurePairs: [[deploy, rollback]] })).toContain('on failure');
    expect(draw(definition, { failurePairs: [] })).not.toContain('on failure');
    expect(draw(definition, { failurePairs: [] })).toBe(draw(definition, {}));
  });

  it.each([
    ['a stranger', [[deploy, 'rollback']], { code: 'AUTOTRAIL_NOT_A_STEP', details: { position: 1, found: "'rollback'" } }],
    [
      'three steps',
      [[deploy, check, rollback]],
      { code: 'AUTOTRAIL_BAD_PAIR', details: { position: 1, found: 'an array of 3' } },
    ],
    ['no list', { deploy: rollback }, { code: 'AUTOTRAIL_BAD_OPTION', details: { option: 'failurePairs' } }],
    ['null', null, { code: 'AUTOTRAIL_BAD_OPTION', details: { option: 'failurePairs', found: 'null' } }],
  ])('are refused if they are %s', (_what, failurePairs, { code, details }) => {
    expect(() => draw(definition, { failurePairs: failurePairs as never })).toThrow(
      expect.objectContaining({ code, details: expect.objectContaining(details) }),
    );
  });

  it('leave the error of what is no definition as it is', () => {
    expect(() => draw(7 as never, { failurePairs: [[deploy, rollback]] })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_EMPTY_DEFINITION' }),
    );
  });
});

describe('Failure pairs', () => {
  it('are dashed in what Graphviz draws', async () => {
    const pairs = fc.array(fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(pairs, pairs, async (ordinary, failurePairs) => {
        const dot = toDot(pairsOf(ordinary), { failurePairs: pairsOf(failurePairs) });
        const { names } = dotEdges(dot);
        const { solid, dashed } = graphvizEdges(await renderGraphFromSource({ input: dot }, { format: 'svg' }), names);
        expect([...solid].sort()).toEqual(spelt(ordinary));
        expect([...dashed].sort()).toEqual(spelt(failurePairs));
      }),
      { numRuns: 20 },
    );
  });

  it('are written to a stream as well', async () => {
    const stream = new PassThrough();
    const options = { failurePairs: [[deploy, rollback]] } as const;
    await writeTrailDefinitionAsDot(definition, stream, options);
    await expect(text(stream.end())).resolves.toBe(toDot(definition, options));
  });

  it('are told in words in a picture', () => {
    const failurePairs: Definition = [
      [deploy, rollback],
      [check, rollback],
    ];
    expect(toSvg(definition, { failurePairs, statuses: [{ n: 0, state: 'Failed' }] })).toContain(
      '<desc>0: deploy; Failed; then 1; on failure 2.\n1: check; on failure 2.\n2: rollback.</desc>',
    );
  });

  it('keep apart from other edges between the same boxes in a picture', () => {
    const [twice, loop] = [definition, [[deploy, deploy]] as Definition];
    for (const pairs of [twice, loop]) {
      const lines = [...toSvg(pairs, { failurePairs: pairs }).matchAll(/<path d="([^"]*)" fill="none"/g)].map(([, line]) => line);
      expect(lines).toHaveLength(2);
      expect(lines[0]).not.toBe(lines[1]);
    }
  });
});
