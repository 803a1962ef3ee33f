import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionDifferences, policyDifferences } from '../../src/memory/differences.js';
import { imageOf } from '../../src/memory/image-of.js';
import type { StepOptions } from '../../src/step.js';
import { buildRandomTrail, randomTrails } from '../support/random-trails.js';
import { type Graph, trailOf } from '../support/trails.js';

const CHAIN: Graph = [
  ['a', 'b'],
  ['b', 'c'],
];

function between(before: Graph, now: Graph): readonly string[] {
  return definitionDifferences(imageOf(trailOf(before)), imageOf(trailOf(now)));
}

describe('definitionDifferences', () => {
  it('finds none between a definition and itself, also written down as JSON', () => {
    fc.assert(
      fc.property(randomTrails, (random) => {
        const image = imageOf(buildRandomTrail(random));
        expect(definitionDifferences(JSON.parse(JSON.stringify(image)), image)).toEqual([]);
      }),
    );
  });

  it('does not compare in which order pairs and edges were written', () => {
    const before = imageOf(
      trailOf([
        ['a', 'b'],
        ['a', 'c'],
      ]),
    );
    expect(definitionDifferences(before, { ...before, edges: before.edges.toReversed() })).toEqual([]);
  });

  it('names edges that are gone and new ones, by the numbers of their steps', () => {
    expect(between(CHAIN, [...CHAIN, ['a', 'c']])).toEqual(['the edge 0 -> 2 is new']);
    expect(between([...CHAIN, ['a', 'c']], CHAIN)).toEqual(['the edge 0 -> 2 is gone']);
  });

  it('names failure pairs that are gone and new ones, also where the edge itself stays', () => {
    const plain = imageOf(trailOf(CHAIN));
    const paired = { ...plain, failureEdges: [[0, 1]] as const };
    expect(definitionDifferences(plain, paired)).toEqual(['the failure pair 0 -> 1 is new']);
    expect(definitionDifferences(paired, plain)).toEqual(['the failure pair 0 -> 1 is gone']);
    expect(definitionDifferences(paired, { ...paired })).toEqual([]);
  });

  it('names steps that were there and are not, or have other tags', () => {
    const [a, b] = ['a', 'b'].map((name) => JSON.stringify({ name, kind: `kind of ${name}` }));
    expect(between([['a'], ['b']], [['a']])).toEqual([`step 1 was ${b} and is not there`]);
    expect(between([['a']], [['b']])).toEqual([`step 0 was ${a} and is ${b}`]);
  });

  it('tells steps of the same name apart by their other tags, and by their numbers', () => {
    const image = imageOf(trailOf([['a'], ['b']]));
    const twins = { ...image, steps: [7, 8].map((copy) => ({ tags: { name: 'same', copy }, policy: {} })) };
    expect(definitionDifferences(twins, twins)).toEqual([]);
    expect(definitionDifferences(twins, { ...twins, steps: twins.steps.toReversed() })).toHaveLength(2);
  });

  it('names twenty, and how many more there are', () => {
    const many = Array.from({ length: 60 }, (_, i) => [`s${i}`] as const);
    const told = between(many, [['other']]);
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe('40 more');
  });
});

describe('policyDifferences', () => {
  const image = (options: StepOptions) => imageOf(trailOf([['a'], ['b']], { b: options }));

  it('finds none where policies are the same', () => {
    expect(policyDifferences(image({}), image({}))).toEqual([]);
  });

  it('says of each step what it was and what it is, also of what was not known before', () => {
    expect(policyDifferences(image({}), image({ graceMs: 5, pauseOnFail: false }))).toEqual([
      'pauseOnFail of step 1 (b) was true and is false',
      'graceMs of step 1 (b) was 10000 and is 5',
    ]);
    const retried = policyDifferences(image({}), image({ timeoutMs: 5, retry: { attempts: 2 } }));
    expect(retried).toEqual([
      'timeoutMs of step 1 (b) was not there and is 5',
      'retry of step 1 (b) was not there and is {"attempts":2,"backoffMs":1000,"factor":2,"maxBackoffMs":60000,"jitter":0}',
    ]);
    const before = image({});
    const older = { ...before, steps: before.steps.map(({ tags, policy: { idempotent: _, ...policy } }) => ({ tags, policy })) };
    expect(policyDifferences(older, before)[0]).toBe('idempotent of step 0 (a) was not there and is false');
  });

  it('says what is not there any longer', () => {
    expect(policyDifferences(image({ timeoutMs: 5 }), image({}))).toEqual(['timeoutMs of step 1 (b) was 5 and is not there']);
  });

  it('says what the limits were and are', () => {
    const limited = (most: number) => ({ ...image({}), limits: [{ tags: {}, most }] });
    expect(policyDifferences(limited(1), limited(1))).toEqual([]);
    expect(policyDifferences(limited(1), image({}))).toEqual(['the limits were [{"tags":{},"most":1}] and are []']);
  });
});
