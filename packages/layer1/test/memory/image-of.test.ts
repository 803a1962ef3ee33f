import { deepStrictEqual } from 'node:assert/strict';
import { findNonJson } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTrail } from '../../src/build-trail.js';
import { imageOf, trailOfImage } from '../../src/memory/image-of.js';
import { type Step, step } from '../../src/step.js';
import { LONGEST_MS } from '../../src/time-limits.js';
import type { DefinitionImage } from '../../src/trail/definition-image.js';
import { live, randomLives } from '../support/random-lives.js';
import { buildRandomTrail, randomTrails } from '../support/random-trails.js';
import { Simulation } from '../support/simulation.js';
import { definitionOf, snapshot, trailOf } from '../support/trails.js';

function written(image: DefinitionImage): DefinitionImage {
  return JSON.parse(JSON.stringify(image)) as DefinitionImage;
}

describe('imageOf', () => {
  it('is the steps by their numbers, with tags and policies, and the edges', () => {
    const image = imageOf(trailOf([['a', 'b'], ['a', 'c'], ['d']], { b: { graceMs: 5, idempotent: true } }));
    expect(findNonJson(image)).toBeNull();
    expect(image.steps.map(({ tags }) => tags)).toEqual(['a', 'd', 'b', 'c'].map((name) => ({ name, kind: `kind of ${name}` })));
    expect(image.steps[2]?.policy).toEqual({
      pauseOnFail: true,
      skipProgenyOnFailure: false,
      graceMs: 5,
      idempotent: true,
    });
    expect(image.edges).toEqual([
      [0, 2],
      [0, 3],
    ]);
  });

  it('has the failure pairs among its edges, and by themselves, and the limits', () => {
    const failurePairs = definitionOf([['x', 'undo']]);
    const [x, undo] = failurePairs[0] as [Step, Step];
    const trail = buildTrail([[x, step(() => null, { name: 'y' })]], {
      failurePairs,
      limits: [{ tags: { kind: 'k' }, most: 2 }, { most: 3 }],
    });
    const image = imageOf(trail);
    const [nX, nUndo] = [x, undo].map((one) => trail.steps.findIndex(({ definition }) => definition === one));
    expect(image.edges).toContainEqual([nX, nUndo]);
    expect(image.edges).toHaveLength(2);
    expect(image).toMatchObject({
      failureEdges: [[nX, nUndo]],
      limits: [
        { tags: { kind: 'k' }, most: 2 },
        { tags: {}, most: 3 },
      ],
    });
    expect(imageOf(trailOfImage(written(image)))).toEqual(image);
    expect(Object.keys(imageOf(trailOf([['a', 'b']])))).toEqual(['steps', 'edges']);
  });

  it('is the same however far the trail has come', () => {
    const trail = trailOf([['a', 'b']]);
    const before = imageOf(trail);
    trail.apply({ type: 'command', call: 'start', moves: [{ row: 'start', steps: [0, 1] }] }, 1);
    expect(imageOf(trail)).toEqual(before);
  });
});

describe('trailOfImage', () => {
  it('has the same numbers, names, tags, policies and edges as the trail, for any trail', () => {
    fc.assert(
      fc.property(randomTrails, (random) => {
        const trail = buildRandomTrail(random);
        const image = imageOf(trail);
        const standIn = trailOfImage(written(image));
        deepStrictEqual(imageOf(standIn), image);
        deepStrictEqual(
          standIn.steps.map(({ n, name, tags, policy }) => [n, name, tags, policy]),
          trail.steps.map(({ n, name, tags, policy }) => [n, name, tags, policy]),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('can be folded into, and then shows what the trail itself would show', () => {
    fc.assert(
      fc.property(randomTrails, randomLives, (random, life) => {
        const trail = buildRandomTrail(random.slice(0, 40));
        const standIn = trailOfImage(written(imageOf(trail)));
        live(new Simulation(trail, { applied: (applied) => standIn.fold(applied) }), life);
        for (const { n } of trail.steps) for (const message of trail.outputOf(n)?.all() ?? []) standIn.output(n, message);
        deepStrictEqual(snapshot(standIn), snapshot(trail));
      }),
      { numRuns: 20 },
    );
  });

  it('can be made of an image of old, with durations that no option may have any longer', () => {
    const image = imageOf(trailOf([['a']], { a: { timeoutMs: 5, graceMs: 7, retry: { attempts: 2 } } }));
    const [one] = image.steps;
    const retry = { ...one?.policy.retry, maxBackoffMs: 1e16 };
    const old = { ...image, steps: [{ tags: { name: 'a' }, policy: { ...one?.policy, timeoutMs: 1e16, retry } }] };
    const { policy } = trailOfImage(old as DefinitionImage).step(0);
    expect(policy).toMatchObject({ timeoutMs: LONGEST_MS, graceMs: 7, retry: { attempts: 2, maxBackoffMs: LONGEST_MS } });
  });

  it.each<[string, DefinitionImage, string]>([
    ['nothing', { steps: [], edges: [] }, 'AUTOTRAIL_EMPTY_DEFINITION'],
    [
      'a loop',
      {
        steps: [
          { tags: { name: 'a' }, policy: {} },
          { tags: { name: 'b' }, policy: {} },
        ],
        edges: [
          [0, 1],
          [1, 0],
        ],
      },
      'AUTOTRAIL_CYCLE',
    ],
    ['an unknown step', { steps: [{ tags: { name: 'a' }, policy: {} }], edges: [[0, 7]] }, 'AUTOTRAIL_BAD_PAIR'],
  ])('refuses an image of %s', (_, image, code) => {
    expect(() => trailOfImage(image)).toThrow(expect.objectContaining({ code }));
  });
});
