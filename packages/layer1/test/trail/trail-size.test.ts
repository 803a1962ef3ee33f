import { describe, expect, it } from 'vitest';
import { buildTrail } from '../../src/build-trail.js';
import { StepState } from '../../src/states.js';
import { type Step, step } from '../../src/step.js';
import type { Trail } from '../../src/trail/trail.js';
import { CONDITION } from '../support/trails.js';
import { World } from '../support/world.js';

const SIZE = 100_000;
const act = () => null;
const steps: readonly Step[] = Array.from({ length: SIZE }, (_, i) => step(act, { name: `v${i}` }));
const at = (i: number): Step => steps[i] as Step;
const chain = steps.slice(1).map((child, i) => [at(i), child] as const);

/** Lets every attempt succeed as it is started. Answers how many were. */
function run(trail: Trail): number {
  const world = new World(trail);
  world.call('start');
  const started = world.effects.slice();
  for (let next = 0; next < started.length; next++) {
    const effect = started[next];
    if (effect?.type !== 'start') continue;
    const { n, attempt } = effect;
    started.push(...trail.apply({ type: 'ended', n, attempt, outcome: { ok: true, value: null } }, 0).effects);
  }
  return started.length;
}

function countIn(trail: Trail, state: StepState): number {
  return trail.steps.filter(({ n }) => trail.record(n).state === state).length;
}

describe('A trail of 100,000 steps', () => {
  it('runs through as a chain, looking at each step once', () => {
    const trail = buildTrail(chain);
    expect(run(trail)).toBe(SIZE);
    expect(trail).toMatchObject({ isFinished: true, looks: SIZE - 1 });
    expect(countIn(trail, StepState.Succeeded)).toBe(SIZE);
  });

  it('runs through as a fan-out with a join, looking at each edge once', () => {
    const [root, join] = [at(0), at(SIZE - 1)];
    const trail = buildTrail(steps.slice(1, -1).flatMap((middle) => [[root, middle] as const, [middle, join] as const]));
    expect(run(trail)).toBe(SIZE);
    expect(trail).toMatchObject({ isFinished: true, looks: 2 * (SIZE - 2) });
  });

  it('is skipped to its end in one turn, without recursion', () => {
    const trail = buildTrail(chain);
    const world = new World(trail);
    world.call('start');
    world.call('skip', { tags: {} });
    world.succeed('v0');
    expect(countIn(trail, StepState.Skipped)).toBe(SIZE - 1);
    expect(trail).toMatchObject({ isFinished: true, looks: SIZE - 1 });
  });

  it('is left out in one turn below a failed condition', () => {
    const condition = step(act, { name: 'condition' }, CONDITION);
    const join = step(act, { name: 'join' });
    const trail = buildTrail([[condition, at(0)], ...chain, [at(SIZE - 1), join], [condition, join]]);
    const world = new World(trail);
    world.call('start');
    world.fail('condition');
    expect(countIn(trail, StepState.Skipped)).toBe(SIZE + 1);

    const around = buildTrail([[condition, at(0)], ...chain, [at(SIZE - 1), join], [step(act, { name: 'other' }), join]]);
    const other = new World(around);
    other.call('start');
    other.fail('condition');
    expect(countIn(around, StepState.Skipped)).toBe(SIZE);
    other.succeed('other');
    expect(other.state('join')).toBe(StepState.Running);
  });

  it('is paused, resumed and stopped as a whole', () => {
    const trail = buildTrail(chain);
    const world = new World(trail);
    expect(world.call('pause_branch', { tags: { n: 0 } }).affected).toHaveLength(SIZE);
    world.call('start');
    expect(world.call('resume', { tags: {} }).affected).toHaveLength(SIZE);
    expect(countIn(trail, StepState.Waiting)).toBe(SIZE - 1);
    expect(world.call('stop', { interrupt: true })).toMatchObject({ interrupted: [{ n: 0 }] });
    expect(countIn(trail, StepState.ToBlock)).toBe(SIZE - 1);
  });

  it('is forked without its steps being copied', () => {
    const trail = buildTrail(chain);
    const fork = trail.fork();
    expect(trail.steps.every(({ n }) => fork.record(n) === trail.record(n))).toBe(true);
  });
});
