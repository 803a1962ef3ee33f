import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrailEvent } from '../../src/trail/events.js';
import type { StepChange, StepRecord } from '../../src/trail/record.js';
import type { Applied, Folded, Trail } from '../../src/trail/trail.js';
import { Oracle } from '../support/oracle.js';
import { type Life, live, randomLives } from '../support/random-lives.js';
import { buildRandomTrail, randomTrails } from '../support/random-trails.js';
import { Simulation } from '../support/simulation.js';
import { snapshot, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

/** All that a trail says of itself, but for its output, which is in no journal. Records are shared: they are never changed. */
function imageOf(trail: Trail): unknown {
  const { revision, isStarted, isFinished, needsInput, hasFailure, isShuttingDown, isShutDown, attemptsUnderWay, limits } = trail;
  return {
    flags: { revision, isStarted, isFinished, needsInput, hasFailure, isShuttingDown, isShutDown, attemptsUnderWay, limits },
    steps: trail.steps.map(({ n }) => [trail.record(n), trail.isReached(n), trail.isUnreachable(n), trail.allowed(n)]),
  };
}

/** What a journal gives back of what was put into it. */
function written({ revision, event, changes }: Applied): Folded {
  return JSON.parse(JSON.stringify({ revision, event, changes })) as Folded;
}

/** A change to what is so already. */
function asChange({ attempts: _, ...values }: StepRecord, n: number): StepChange {
  return { n, ...values };
}

/** Lives through a life, and notes what happened and how the trail was after each event. */
function lived(trail: Trail, life: Life): { readonly log: readonly Applied[]; readonly images: readonly unknown[] } {
  const log: Applied[] = [];
  const images = [imageOf(trail)];
  const applied = (each: Applied): void => {
    log.push(each);
    images[each.revision] = imageOf(trail);
  };
  live(new Simulation(trail, { applied }), life);
  return { log, images };
}

describe('A trail of up to 200 steps that is lost and taken up again', () => {
  it('keeps every rule after every event, under each of its servers', () => {
    fc.assert(
      fc.property(randomTrails, randomLives, (random, life) => {
        const trail = buildRandomTrail(random);
        const oracle = new Oracle(trail);
        live(new Simulation(trail, { applied: (applied) => oracle.check(applied) }), life);
      }),
      { numRuns: 60 },
    );
  });

  it('is, folded from any prefix of its records, what it was there (invariant 26)', () => {
    let checked = 0;
    fc.assert(
      fc.property(randomTrails, randomLives, (random, life) => {
        const { log, images } = lived(buildRandomTrail(random), life);
        const folded = buildRandomTrail(random);
        for (const applied of log) {
          folded.fold(written(applied));
          deepStrictEqual(imageOf(folded), images[applied.revision]);
          checked += 1;
        }
      }),
      { numRuns: 25 },
    );
    expect(checked).toBeGreaterThan(1_000);
  });

  it('goes on from any prefix as if it had never stopped (invariant 26)', () => {
    fc.assert(
      fc.property(randomTrails, randomLives, fc.nat(), (random, life, pick) => {
        const { log, images } = lived(buildRandomTrail(random), life);
        const cut = pick % (log.length + 1);
        const trail = buildRandomTrail(random);
        for (const applied of log.slice(0, cut)) trail.fold(written(applied));
        for (const applied of log.slice(cut)) deepStrictEqual(trail.apply(applied.event, applied.at), applied);
        deepStrictEqual(imageOf(trail), images.at(-1));
      }),
      { numRuns: 60 },
    );
  });

  it('does the same for the same events, also after these were written down as JSON', () => {
    fc.assert(
      fc.property(randomTrails, randomLives, (random, life) => {
        const { log, images } = lived(buildRandomTrail(random), life);
        const again = buildRandomTrail(random);
        for (const { event, at, changes, effects } of log) {
          const applied = again.apply(JSON.parse(JSON.stringify(event)) as TrailEvent, at);
          deepStrictEqual([applied.changes, applied.effects], [changes, effects]);
        }
        deepStrictEqual(imageOf(again), images.at(-1));
      }),
      { numRuns: 40 },
    );
  });

  it('starts no attempt number twice in all its lives (invariant 22)', () => {
    fc.assert(
      fc.property(randomTrails, randomLives, (random, life) => {
        const { log } = lived(buildRandomTrail(random), life);
        const starts = log.flatMap(({ effects }) => effects.filter(({ type }) => type === 'start'));
        const keys = starts.map((start) => JSON.stringify(start));
        strictEqual(new Set(keys).size, keys.length);
      }),
      { numRuns: 40 },
    );
  });
});

describe('Folding', () => {
  it('leads to nothing by itself: what was decided is believed, also against the rules', () => {
    const trail = trailOf([['a', 'b']]);
    trail.fold({
      revision: 4,
      event: { type: 'ended', n: 0, attempt: 1, outcome: { ok: false, error: { message: 'x' } } },
      changes: [{ n: 0, state: 'Succeeded', attempt: 1 }],
    });
    expect([trail.revision, trail.record(0).state, trail.record(1).state]).toEqual([4, 'Succeeded', 'Ready']);
    expect([trail.isReached(1), trail.isStarted]).toEqual([true, false]);
  });

  it('of nothing but a note, or of what is already so, leaves the trail as it was', () => {
    const world = new World(trailOf([['a', 'b']]));
    world.call('start');
    world.succeed('a');
    const before = imageOf(world.trail);
    const { revision } = world.trail;
    world.trail.fold({ revision, event: { type: 'note', text: 'x', steps: [] }, changes: [] });
    expect(imageOf(world.trail)).toEqual(before);
    // What has become of an attempt is noted when it is over: of the last record nothing is, that was not so before.
    world.trail.fold(written(world.log.at(-1) as Applied));
    expect(imageOf(world.trail)).toEqual(before);
    world.trail.fold({
      revision,
      event: { type: 'note', text: 'x', steps: [] },
      changes: [world.record('a'), world.record('b')].map(asChange),
    });
    expect(imageOf(world.trail)).toEqual(before);
  });
});

describe('reset', () => {
  it('is a fresh trail, but for what its steps have put out', () => {
    fc.assert(
      fc.property(randomTrails, randomLives, (random, life) => {
        const trail = buildRandomTrail(random);
        live(new Simulation(trail), life);
        const outputs = trail.steps.map(({ n }) => trail.outputOf(n)?.all());
        trail.reset();
        deepStrictEqual(imageOf(trail), imageOf(buildRandomTrail(random)));
        deepStrictEqual(
          trail.steps.map(({ n }) => trail.outputOf(n)?.all()),
          outputs,
        );
      }),
      { numRuns: 20 },
    );
  });

  it('leaves forks as they are, and what they put out apart', () => {
    const world = new World(trailOf([['a', 'b']]));
    world.call('start');
    world.trail.output(0, 'one');
    const fork = world.trail.fork();
    const before = snapshot(fork);
    world.trail.reset();
    world.trail.output(0, 'two');
    expect(snapshot(fork)).toEqual(before);
    expect(world.trail.outputOf(0)?.all()).toEqual(['one', 'two']);
  });
});
