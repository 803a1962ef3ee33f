import type { JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { snapshot, trailOf } from '../support/trails.js';
import { namesOf, World } from '../support/world.js';

const NOON = Date.parse('2026-03-01T12:00:00Z');

/** A trail `a -> b`, at noon. */
function worldOf(): World {
  const world = new World(trailOf([['a', 'b']]));
  world.now = NOON;
  return world;
}

describe.each(['pause', 'pause_branch'])('The field until of %s', (name) => {
  it.each<[JsonValue, number]>([
    ['2026-03-01T12:00:01Z', NOON + 1_000],
    ['2026-03-01T12:00:00.001Z', NOON + 1],
    ['2026-03-01T13:30+01:00', NOON + 1_800_000],
    ['2026-03-01T10:00:30-02:00', NOON + 30_000],
    [NOON + 1, NOON + 1],
    [8.64e15, 8.64e15],
  ])('may be %j', (until, time) => {
    const world = worldOf();
    world.call(name, { tags: { name: 'b' }, until });
    expect(world.record('b')).toMatchObject({ state: StepState.ToPause, until: time });
    expect(world.log.at(-1)?.event).toMatchObject({ type: 'command', call: name, until: time });
  });

  it.each<JsonValue>([
    'tomorrow',
    '2026-03-01',
    '2026-03-01T12:00:01',
    '2026-13-01T12:00:00Z',
    '1 March 2026 13:00 UTC',
    '',
    1.5,
    1e300,
    8.64e15 + 1,
    -8.64e15 - 1,
    Number.MAX_SAFE_INTEGER,
    true,
    {},
  ])('may not be %j', (until) => {
    const world = worldOf();
    const before = snapshot(world.trail);
    expect(world.refusal({ name, tags: {}, until })).toMatchObject({
      code: 'AUTOTRAIL_BAD_FIELD',
      message: expect.stringContaining('until'),
    });
    expect(snapshot(world.trail)).toEqual(before);
  });

  it.each<JsonValue>([NOON, NOON - 1, '2026-03-01T12:00:00Z', '1970-01-01T00:00:00Z', 0])(
    'may not be %j, which is over: that would let run what was to be held; a dry run says the same',
    (until) => {
      const world = worldOf();
      for (const dry_run of [false, true]) {
        const error = world.refusal({ name, tags: {}, until, dry_run });
        expect(error.code).toBe('AUTOTRAIL_BAD_FIELD');
        expect(error.message).toContain('a time after now, 2026-03-01T12:00:00.000Z');
      }
      expect(world.log).toEqual([]);
    },
  );

  it('beyond all dates is refused with how far they go, and with null for a hold without end', () => {
    const world = worldOf();
    const { message } = world.refusal({ name, tags: {}, until: Number.MAX_SAFE_INTEGER });
    expect(message).toContain(
      'in milliseconds since the epoch up to 8640000000000000, or null for no time, got 9007199254740991.',
    );
  });

  it('left out, or null, holds until somebody lets go, and is not in the event', () => {
    for (const fields of [{}, { until: null }]) {
      const world = worldOf();
      world.call(name, { tags: { name: 'b' }, ...fields });
      expect(world.record('b')).toMatchObject({ state: StepState.ToPause, until: null });
      expect(world.log.at(-1)?.event).not.toHaveProperty('until');
      expect(world.effects).toEqual([]);
    }
  });

  it('is ignored on wire 1, where pausing is what it was', () => {
    const world = worldOf();
    const { response } = world.ask({ name, tags: {}, dry_run: false, until: 'nonsense' }, 1);
    expect([response.error, namesOf(response.result)]).toEqual([null, ['a', 'b']]);
    expect(world.record('b').until).toBeNull();
  });

  it('affects the same steps with and without it', () => {
    const world = worldOf();
    world.tell('skip', 'a');
    const { affected, refused } = world.call(name, { tags: {}, until: NOON + 5 });
    expect([namesOf(affected), namesOf(refused)]).toEqual([['b'], ['a']]);
    expect(world.record('a')).toMatchObject({ state: StepState.Skipped, until: null });
    expect(world.effects.map(({ type }) => type)).toEqual(['timer']);
  });
});

describe('A date that was accepted', () => {
  it('is what the step shows, whatever it was written like', () => {
    const dates = fc.date({ min: new Date(NOON + 1), max: new Date(8.64e15), noInvalidDate: true });
    fc.assert(
      fc.property(dates, fc.boolean(), (date, asText) => {
        const world = worldOf();
        world.call('pause', { tags: { name: 'b' }, until: asText ? date.toISOString() : date.getTime() });
        const { result } = world.ask({ name: 'status', tags: { name: 'b' }, status_fields: ['until'] }).response;
        expect(result).toEqual([{ until: date.toISOString() }]);
      }),
    );
  });
});

describe('A plan of a hold', () => {
  it('is stale once its date is over, and holds before', () => {
    const world = worldOf();
    const plan = world.call('plan', { call: { name: 'pause', tags: { name: 'b' }, until: NOON + 1_000 } });
    const fork = new World(world.trail.fork());
    fork.now = NOON + 1_000;
    expect(fork.refusal({ name: 'apply', plan })).toMatchObject({ code: 'AUTOTRAIL_PLAN_STALE' });
    expect(fork.state('b')).toBe(StepState.Ready);
    world.now = NOON + 999;
    world.call('apply', { plan });
    expect(world.record('b')).toMatchObject({ state: StepState.ToPause, until: NOON + 1_000 });
  });
});
