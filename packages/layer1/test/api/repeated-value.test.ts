import { describe, expect, it } from 'vitest';
import type { ApiContext } from '../../src/api/api-call-definition.js';
import { checkRepeated } from '../../src/api/repeated-value.js';
import { snapshot, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const MEBIBYTE = 1024 * 1024;

describe('A value that is kept with each of many steps', () => {
  it('may come to 16 MiB in all, in bytes of its JSON', () => {
    const steps = Array.from({ length: 17 }, (_, n) => [`s${n}`] as const);
    const { trail } = new World(trailOf(steps));
    const check = (value: string, count: number) => () => {
      const call = { name: 'hold_it', value };
      checkRepeated({ field: 'value', row: 'pause' }, trail.steps.slice(0, count), { trail, call } as unknown as ApiContext);
    };
    const value = 'x'.repeat(MEBIBYTE - 2);
    expect(check(value, 16)).not.toThrow();
    expect(check(value, 17)).toThrow('at most 986895 bytes where it is for 17 steps');
    expect(check('é'.repeat(MEBIBYTE / 2), 16)).toThrow('got 1048578 bytes');
    expect(check('x'.repeat(17 * MEBIBYTE), 0)).not.toThrow();
  });

  it('is refused as a message to many running steps, and nothing has changed then', () => {
    const world = new World(trailOf(Array.from({ length: 17 }, (_, n) => [`s${n}`] as const)));
    world.call('start');
    const before = snapshot(world.trail);
    const call = { name: 'send_message_to_steps', tags: {}, message: 'x'.repeat(MEBIBYTE) };
    expect(world.refusal(call).code).toBe('AUTOTRAIL_BAD_FIELD');
    expect(world.refusal({ ...call, dry_run: true }).code).toBe('AUTOTRAIL_BAD_FIELD');
    expect(snapshot(world.trail)).toEqual(before);
    expect(world.call(call.name, { tags: { name: 's3' }, message: call.message }).affected).toEqual([{ n: 3, name: 's3' }]);
  });
});
