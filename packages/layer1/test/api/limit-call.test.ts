import type { JsonObject, JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { applyPlan, planOf, whyNot } from '../support/planning.js';
import { snapshot, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

/** A trail of three steps beside each other. */
function worldOf(most?: number): World {
  return new World(trailOf([['a'], ['b'], ['c']], {}, most === undefined ? {} : { limits: [{ most }] }));
}

describe('set_limit', () => {
  it('sets, changes and takes away a limit, and answers that it affects no step', () => {
    const world = worldOf();
    const steps = [
      [{ most: 2 }, [{ tags: {}, most: 2 }]],
      [{ most: 1 }, [{ tags: {}, most: 1 }]],
      [
        { tags: { name: 'a' }, most: 0 },
        [
          { tags: {}, most: 1 },
          { tags: { name: 'a' }, most: 0 },
        ],
      ],
      [{ most: null }, [{ tags: { name: 'a' }, most: 0 }]],
      [{ tags: { name: 'a' }, most: null }, []],
      [{ tags: { name: 'nobody' }, most: null }, []],
    ] as const;
    for (const [fields, limits] of steps) {
      const answer = world.call('set_limit', fields as JsonObject);
      expect(answer).toEqual({ affected: [], refused: [], revision: world.trail.revision });
      expect(world.trail.limits).toEqual(limits);
    }
  });

  it('is an event of its own, with who wanted it', () => {
    const world = worldOf();
    world.call('set_limit', { tags: { name: 'a' }, most: 1, actor: 'ann', reason: 'quiet hours' });
    expect(world.log.map(({ event }) => event)).toEqual([
      { type: 'limit', tags: { name: 'a' }, most: 1, actor: 'ann', reason: 'quiet hours' },
    ]);
    expect(world.log[0]?.changes).toEqual([]);
  });

  it('interrupts nothing that runs', () => {
    const world = worldOf();
    world.call('start');
    world.call('set_limit', { most: 0 });
    expect([world.effects, new Set(Object.values(world.states))]).toEqual([[], new Set([StepState.Running])]);
    world.tell('interrupt', 'a');
    world.fail('a');
    world.tell('resume', 'a');
    expect(world.record('a')).toMatchObject({ state: StepState.Waiting, cause: 'slot' });
  });

  it.each<JsonValue>([-1, 1.5, '2', true, {}, 2 ** 60])('refuses %j for most, and changes nothing', (most) => {
    const world = worldOf(1);
    const before = snapshot(world.trail);
    const error = world.refusal({ name: 'set_limit', most });
    expect([error.code, error.message.includes('most')]).toEqual(['AUTOTRAIL_BAD_FIELD', true]);
    expect(snapshot(world.trail)).toEqual(before);
  });

  it('needs most, and tags that are tags', () => {
    const world = worldOf();
    expect(world.refusal({ name: 'set_limit' }).code).toBe('AUTOTRAIL_BAD_FIELD');
    expect(world.refusal({ name: 'set_limit', most: 1, tags: { a: null } }).code).toBe('AUTOTRAIL_BAD_FIELD');
    expect(world.log).toEqual([]);
  });

  it('is not known on wire 1, and changes nothing in a dry run', () => {
    const world = worldOf();
    expect(world.refusal({ name: 'set_limit', tags: {}, most: 1, dry_run: false }, 1).code).toBe('AUTOTRAIL_UNKNOWN_CALL');
    world.call('set_limit', { most: 1, dry_run: true });
    expect([world.trail.limits, world.log]).toEqual([[], []]);
  });

  it('can be planned: the plan says who starts, comes true, and is stale once somebody else starts', () => {
    const world = worldOf(1);
    world.call('start');
    const plan = planOf(world, 'set_limit', { most: 2 });
    expect(plan).toMatchObject({ affected: [], follows: { starts: [{ name: 'b' }], changes: [{ name: 'b' }] } });
    const fork = new World(world.trail.fork());
    applyPlan(fork, plan);
    expect(fork.started).toEqual(['b 1']);
    world.succeed('a');
    expect(whyNot(world, plan).code).toBe('AUTOTRAIL_PLAN_STALE');
    expect(world.trail.limits).toEqual([{ tags: {}, most: 1 }]);
  });
});
