import { describe, expect, it } from 'vitest';
import { runCourse } from '../../../src/api/planning/course.js';
import { buildTrail } from '../../../src/build-trail.js';
import { StepState } from '../../../src/states.js';
import { step } from '../../../src/step.js';
import { TRANSITIONS } from '../../../src/transitions.js';
import { trailOf } from '../../support/trails.js';
import { World } from '../../support/world.js';

function statesAfterCourse(world: World): unknown {
  runCourse(world.trail, 1);
  return world.states;
}

describe('The course of events', () => {
  it('ends where nothing but an operator can do anything more', () => {
    const world = new World(
      trailOf([
        ['a', 'b'],
        ['b', 'c'],
        ['x', 'y'],
      ]),
    );
    world.call('pause', { tags: { name: 'c' } });
    world.call('block', { tags: { name: 'x' } });
    world.call('start');
    expect(statesAfterCourse(world)).toEqual({ a: 'Succeeded', b: 'Succeeded', c: 'Paused', x: 'Blocked', y: 'Waiting' });
  });

  it('begins nothing in a trail that was not started', () => {
    expect(statesAfterCourse(new World(trailOf([['a', 'b']])))).toEqual({ a: 'Ready', b: 'Ready' });
  });

  it('has attempts that are being ended go, and their steps run again where they were resumed', () => {
    const world = new World(trailOf([['a'], ['b']]));
    world.call('start');
    world.call('interrupt', { tags: {} });
    world.tell('resume', 'a');
    expect(statesAfterCourse(world)).toEqual({ a: 'Succeeded', b: 'Interrupted' });
  });

  it('has every wait end that ends by itself: a hold with a date, and the delay of a retry', () => {
    const world = new World(trailOf([['a', 'b'], ['c', 'd'], ['e']], { c: { retry: { attempts: 2, backoffMs: 50 } } }));
    world.call('pause', { tags: { name: 'b' }, until: world.now + 5_000 });
    world.call('pause', { tags: { name: 'e' }, until: world.now + 5_000 });
    world.call('start');
    world.fail('c');
    expect(world.record('c')).toMatchObject({ state: 'Waiting', cause: 'timer', until: world.now + 50 });
    expect(statesAfterCourse(world)).toEqual({ a: 'Succeeded', b: 'Succeeded', c: 'Succeeded', d: 'Succeeded', e: 'Succeeded' });
  });

  it('ends no hold that has no date, and no attempt because of its time', () => {
    const world = new World(trailOf([['a', 'b']], { a: { timeoutMs: 1 } }));
    world.call('pause', { tags: { name: 'b' } });
    world.call('start');
    expect(statesAfterCourse(world)).toEqual({ a: 'Succeeded', b: 'Paused' });
  });

  it('has those that wait for a slot take their turns, and leaves them where there is none', () => {
    const world = new World(trailOf([['a'], ['b'], ['c']], {}, { limits: [{ most: 1 }] }));
    world.call('start');
    expect(world.states).toEqual({ a: 'Running', b: 'Waiting', c: 'Waiting' });
    const held = new World(world.trail.fork());
    expect(statesAfterCourse(world)).toEqual({ a: 'Succeeded', b: 'Succeeded', c: 'Succeeded' });
    held.call('set_limit', { most: 0 });
    expect(statesAfterCourse(held)).toEqual({ a: 'Succeeded', b: 'Waiting', c: 'Waiting' });
  });

  it('comes to an end also in a table in which steps run over and over', () => {
    const again = { ...TRANSITIONS.rows.succeed, to: StepState.Waiting };
    const trail = trailOf([['a', 'b']], {}, { transitions: { ...TRANSITIONS, rows: { ...TRANSITIONS.rows, succeed: again } } });
    const world = new World(trail);
    world.call('start');
    expect(statesAfterCourse(world)).toEqual({ a: 'Running', b: 'Waiting' });
  });

  it('looks at every edge of ten thousand steps once', () => {
    const steps = Array.from({ length: 10_000 }, (_, i) => step(() => null, { name: `v${i}` }));
    const trail = buildTrail(steps.slice(2).flatMap((one, i) => [[steps[i], one] as never, [steps[i + 1], one] as never]));
    new World(trail).call('start');
    const before = trail.looks;
    runCourse(trail, 1);
    expect(trail.looks - before).toBe(trail.dag.edgeCount);
  });
});
