import type { JsonObject, JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCallPlan } from '../../../src/api/planning/is-call-plan.js';
import { planOf } from '../../support/planning.js';
import { snapshot, trailOf } from '../../support/trails.js';
import { World } from '../../support/world.js';

function world(): World {
  const made = new World(
    trailOf([
      ['a', 'c'],
      ['b', 'c'],
      ['c', 'd'],
    ]),
  );
  made.call('start');
  made.fail('b');
  made.prompt('a');
  return made;
}

/** A plan in which every list has something in it. */
function fullPlan(): JsonObject {
  const plan = JSON.parse(JSON.stringify(planOf(world(), 'skip', { tags: {} }))) as JsonObject;
  const step = { n: 0, name: 'a' };
  const follows = {
    changes: [{ ...step, state: 'Ready', becomes: 'Ready', pauseOnFail: true }],
    starts: [step],
    joins: [{ ...step, missing: 2, becomes: 1 }],
    prompts: [{ ...step, id: '0.1.1', becomes: 'ended' }],
    settings: [{ what: 'limit', of: {}, was: null, becomes: 3 }],
    reachable: [step],
    unreachable: [step],
    serverEnds: false,
  };
  return { ...plan, follows };
}

type Way = readonly (string | number)[];

/** The ways to every value inside a value. */
function waysInto(value: JsonValue, way: Way = []): readonly Way[] {
  if (typeof value !== 'object' || value === null) return [way];
  return [way, ...Object.entries(value).flatMap(([key, inner]) => waysInto(inner as JsonValue, [...way, key]))];
}

/** The value with another one at the end of a way; `undefined`: without it. */
function withAt(value: JsonValue, [key, ...rest]: Way, put: JsonValue | undefined): JsonValue {
  if (key === undefined) return put as JsonValue;
  const copy = structuredClone(value) as Record<string, JsonValue | undefined>;
  const inner = rest.length === 0 ? put : withAt(copy[key] as JsonValue, rest, put);
  if (inner === undefined) delete copy[key];
  else copy[key] = inner;
  return copy as JsonValue;
}

describe('A plan', () => {
  it('is known by all that applying it goes by', () => {
    expect(isCallPlan(fullPlan())).toBe(true);
    for (const way of waysInto(fullPlan())) {
      const [field, inner] = [way[0], way.at(-1)];
      const isForPeople = field === 'refused' || inner === 'name' || inner === 'reason' || inner === 'pauseOnFail';
      if (isForPeople || (field === 'call' && way.length > 1)) continue;
      const isAnyValue = way[1] === 'settings' && ['of', 'was', 'becomes'].includes(String(inner));
      expect([way, isCallPlan(withAt(fullPlan(), way, { odd: true })), isCallPlan(withAt(fullPlan(), way, 1.5))]).toEqual([
        way,
        isAnyValue,
        isAnyValue,
      ]);
      if (way.length > 0 && !Number.isInteger(Number(inner)))
        expect([way, isCallPlan(withAt(fullPlan(), way, undefined))]).toEqual([way, false]);
    }
  });

  it('does not inherit what it lacks', () => {
    expect(isCallPlan(Object.create(fullPlan()))).toBe(false);
  });

  it('with anything anywhere is applied, or refused with a clear error that changes nothing', () => {
    const ways = waysInto(fullPlan());
    const codes = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom(...ways), fc.jsonValue({ maxDepth: 3 }), (way, put) => {
        const hand = world();
        const before = snapshot(hand.trail);
        const { applied, response } = hand.ask({ name: 'apply', plan: withAt(fullPlan(), way, put as JsonValue) });
        codes.add(response.error?.code ?? 'applied');
        if (response.error === null) return expect(applied).toHaveLength(1);
        expect(snapshot(hand.trail)).toEqual(before);
        expect(response.error.message.length).toBeLessThan(3_000);
      }),
      { numRuns: 500 },
    );
    expect([...codes]).toEqual(expect.arrayContaining(['AUTOTRAIL_BAD_FIELD', 'AUTOTRAIL_PLAN_STALE']));
  });
});
