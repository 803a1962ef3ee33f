import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTransformation, type StateTransformation, transformedSteps } from '../../src/memory/state-transformation.js';
import { STEP_STATES, StepState } from '../../src/states.js';
import type { AttemptFate } from '../../src/trail/attempt-fate.js';
import { live, randomLives } from '../support/random-lives.js';
import { buildRandomTrail, randomTrails } from '../support/random-trails.js';
import { KEPT, LEFT_BEHIND, LOST } from '../support/resuming.js';
import { Simulation } from '../support/simulation.js';
import { CONDITION, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Ready, Waiting, Running, Succeeded, Failed, ToPause, ToSkip, Skipped, ToBlock, Interrupted, Paused } = StepState;
const TARGETS = [Ready, Waiting, ToPause, ToSkip, ToBlock, Interrupted] as const;
const FROM = STEP_STATES.filter((state) => state !== Succeeded && state !== Skipped);

const transformations: fc.Arbitrary<StateTransformation> = fc.dictionary(
  fc.constantFrom(...FROM),
  fc.constantFrom(...TARGETS),
) as fc.Arbitrary<StateTransformation>;

describe('checkTransformation', () => {
  it('takes every state of a step that is not done, and every state that leads on or waits', () => {
    for (const from of FROM) for (const to of TARGETS) expect(() => checkTransformation({ [from]: to })).not.toThrow();
    expect(() => checkTransformation({})).not.toThrow();
  });

  it.each([
    ['Succeeded', Waiting, 'only states of steps that are not done, got "Succeeded"'],
    ['Skipped', Waiting, 'got "Skipped"'],
    ['running', Waiting, 'got "running"'],
    ['toString', Waiting, 'got "toString"'],
    [Running, Running, 'only Ready, Waiting, To Pause, To Skip, To Block, Interrupted as new states'],
    [Running, Succeeded, 'as new states'],
    [Running, Failed, 'as new states'],
    [Running, Paused, 'as new states'],
    [Running, 'waiting', 'as new states'],
    [Running, null, 'as new states'],
    [Running, undefined, 'as new states'],
    [Running, { to: Waiting }, 'as new states'],
  ])('refuses %s -> %j', (from, to, message) => {
    const bad = { [from]: to } as unknown as StateTransformation;
    expect(() => checkTransformation(bad)).toThrow(message);
    expect(() => checkTransformation(bad)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_OPTION' }));
  });
});

describe('transformedSteps', () => {
  it('are those in each state, but for what goes on without its server', () => {
    const world = new World(trailOf([['a', 'z'], ['b'], ['c']]));
    world.call('start');
    expect(transformedSteps(world.trail, { [Running]: ToPause, [Waiting]: ToSkip, [Failed]: Waiting }, [])).toEqual([
      { to: ToPause, steps: [0, 1, 2] },
      { to: ToSkip, steps: [3] },
    ]);
    expect(transformedSteps(world.trail, { [Running]: ToPause }, [{ n: 1, attempt: 1 }])).toEqual([
      { to: ToPause, steps: [0, 2] },
    ]);
    expect(transformedSteps(world.trail, {}, [])).toEqual([]);
  });

  it('are no conditions that have failed: what comes after them went on', () => {
    const world = new World(trailOf([['if', 'then'], ['x']], { if: CONDITION, x: { pauseOnFail: false } }));
    world.call('start');
    world.fail('if');
    world.fail('x');
    expect(transformedSteps(world.trail, { [Failed]: Waiting }, [])).toEqual([{ to: Waiting, steps: [world.n('x')] }]);
  });
});

describe('Any transformation of any trail', () => {
  it('breaks no rule, whatever happens to the trail then, and is folded as it was done', () => {
    const fates = fc.array(fc.constantFrom<AttemptFate>(LOST, LEFT_BEHIND, KEPT), { minLength: 1, maxLength: 5 });
    const lives = fc.record({ before: randomLives, fate: fates, after: randomLives });
    fc.assert(
      fc.property(randomTrails, lives, transformations, (random, { before, fate, after }, transformation) => {
        const trail = buildRandomTrail(random);
        const folded = buildRandomTrail(random);
        const simulation = new Simulation(trail, { applied: (applied) => folded.fold(applied) });
        live(simulation, before);
        simulation.restart((place) => fate[place % fate.length] as AttemptFate, transformation);
        live(simulation, after);
        for (const { n } of trail.steps) {
          deepStrictEqual([folded.record(n), folded.isReached(n)], [trail.record(n), trail.isReached(n)]);
        }
        deepStrictEqual([folded.isFinished, folded.hasFailure], [trail.isFinished, trail.hasFailure]);
      }),
      { numRuns: 60 },
    );
  });
});
