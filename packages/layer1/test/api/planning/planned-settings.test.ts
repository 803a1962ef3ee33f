import type { JsonObject, JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import type { ContextAccess } from '../../../src/api/context-access.js';
import { handleApiCall } from '../../../src/api/handle-api-call.js';
import type { CallPlan } from '../../../src/api/planning/call-plan.js';
import type { Trail } from '../../../src/trail/trail.js';
import { trailOf } from '../../support/trails.js';

/** What a call answers; an error is thrown. */
function tell(trail: Trail, request: JsonObject, context?: ContextAccess): JsonValue {
  const handled = handleApiCall(request, trail, { at: 1_000, ...(context && { context }) });
  if (handled.type !== 'answered') throw new Error('The call is held back.');
  const { result, error } = handled.response;
  if (error !== null) throw Object.assign(new Error(error.message), { code: error.code });
  return result;
}

function planOf(trail: Trail, call: JsonObject, context?: ContextAccess): CallPlan {
  return tell(trail, { name: 'plan', call }, context) as unknown as CallPlan;
}

function apply(trail: Trail, plan: CallPlan, context?: ContextAccess): JsonValue {
  return tell(trail, { name: 'apply', plan: plan as unknown as JsonValue }, context);
}

describe('The plan of a limit', () => {
  const limit = (most: number | null, tags: JsonObject = { kind: 'kind of a', name: 'a' }) => ({ name: 'set_limit', tags, most });

  it('says what the limit is and what it becomes, however its tags are put', () => {
    const trail = trailOf([['a']], {}, { limits: [{ tags: { name: 'a', kind: 'kind of a' }, most: 3 }] });
    const of = { kind: 'kind of a', name: 'a' };
    expect(planOf(trail, limit(1)).follows.settings).toEqual([{ what: 'limit', of, was: 3, becomes: 1 }]);
    expect(planOf(trail, limit(null, {})).follows.settings).toEqual([{ what: 'limit', of: {}, was: null, becomes: null }]);
  });

  it('is stale where somebody has set it meanwhile', () => {
    const trail = trailOf([['a']]);
    const plan = planOf(trail, limit(1));
    tell(trail, limit(5));
    const stale = { code: 'AUTOTRAIL_PLAN_STALE', message: expect.stringContaining('goes from null to 1; now') };
    expect(() => apply(trail, plan)).toThrow(expect.objectContaining(stale));
    expect(trail.limits).toEqual([{ tags: { kind: 'kind of a', name: 'a' }, most: 5 }]);
  });
});

describe('The plan of a value for the context', () => {
  const set: JsonObject = { name: 'set_context', key: 'db.host', value: 'db-2' };

  function contextOf(value: JsonValue): ContextAccess & { value: JsonValue } {
    return {
      value,
      mode: 'set',
      read() {
        return structuredClone(this.value);
      },
    };
  }

  it('says what stands there and what will, and is applied with what the call itself answers', () => {
    const trail = trailOf([['reads']], { reads: { reads: ['db'] } });
    tell(trail, { name: 'start' });
    trail.apply({ type: 'ended', n: 0, attempt: 1, outcome: { ok: true, value: null } }, 1_000);
    const context = contextOf({ db: { host: 'db-1' } });
    const plan = planOf(trail, set, context);
    expect(plan.follows.settings).toEqual([{ what: 'context', of: 'db.host', was: 'db-1', becomes: 'db-2' }]);
    expect(planOf(trail, { ...set, key: 'new' }, context).follows.settings).toMatchObject([{ was: null, becomes: 'db-2' }]);
    expect(apply(trail, plan, context)).toEqual({ affected: [], refused: [], revision: 3, readBy: [{ n: 0, name: 'reads' }] });
  });

  it('is stale where something else stands there by now', () => {
    const trail = trailOf([['a']]);
    const context = contextOf({ db: { host: 'db-1' } });
    const plan = planOf(trail, set, context);
    context.value = { db: { host: 'db-3' }, other: 1 };
    expect(() => apply(trail, plan, context)).toThrow(/goes from "db-1" to "db-2"; now .* goes from "db-3" to "db-2"/);
    context.value = { db: { host: 'db-1' }, other: 2 };
    expect(apply(trail, plan, context)).toMatchObject({ revision: 1 });
  });
});
