import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { handleApiCall } from '../../../src/api/handle-api-call.js';
import type { CallPlan } from '../../../src/api/planning/call-plan.js';
import { buildTrail } from '../../../src/build-trail.js';
import { type Definition, type Step, step } from '../../../src/step.js';
import type { Applied, Trail } from '../../../src/trail/trail.js';
import { controlCalls, controlOperations } from '../../support/control-operations.js';
import { buildControlledTrail, controlledTrails } from '../../support/controlled-trails.js';
import type { Operation } from '../../support/random-operations.js';
import { Simulation } from '../../support/simulation.js';
import { snapshot } from '../../support/trails.js';

type CallOperation = Extract<Operation, { readonly type: 'call' }>;

/** The time of what happened to a trail last. */
function timeOf(trail: Trail): number {
  return Math.max(1_000, ...trail.steps.map(({ n }) => trail.record(n).since));
}

function tell(trail: Trail, request: JsonObject) {
  const handled = handleApiCall(request, trail, { at: timeOf(trail) });
  if (handled.type !== 'answered') throw new Error('The call is held back.');
  return handled;
}

/** A random call as it is made now, about a step that it affects where there is one. Some dates are over. */
function requestOf(trail: Trail, { name, fields }: Pick<CallOperation, 'name' | 'fields'>): JsonObject {
  const { until, tags } = fields as { readonly until?: number; readonly tags: { readonly n?: number } };
  const affected = trail.steps.filter(({ n }) => trail.allowed(n).includes(name));
  const picked = tags.n === undefined ? undefined : affected[tags.n % affected.length];
  return {
    ...fields,
    name,
    ...(picked !== undefined && { tags: { n: picked.n } }),
    ...(until !== undefined && { until: timeOf(trail) + until - 10 }),
  };
}

/** The plan of a call as it comes from a file; `null` where the call would be refused. */
function planOf(trail: Trail, call: JsonObject): CallPlan | null {
  const before = snapshot(trail);
  const { result } = tell(trail, { name: 'plan', call }).response;
  deepStrictEqual(snapshot(trail), before);
  return JSON.parse(JSON.stringify(result)) as CallPlan | null;
}

function applyTo(trail: Trail, plan: CallPlan) {
  return tell(trail, { name: 'apply', plan: plan as unknown as JsonValue });
}

/** What two plans of a call must both say to be the same. Those that start in one event start together, in whatever order. */
function saysOf({ affected, follows }: CallPlan): unknown {
  return [affected, { ...follows, starts: numbersOf(follows.starts) }];
}

function numbersOf(steps: readonly { readonly n: number }[]): readonly number[] {
  return steps.map(({ n }) => n).toSorted(ascending);
}

function ascending(a: number, b: number): number {
  return a - b;
}

/** What a plan says is right after the call is so, and nothing else has changed. */
function assertCameTrue({ affected, follows }: CallPlan, before: Trail, { trail, applied }: Happened): void {
  const told = new Map([...affected, ...follows.changes].map((one) => [one.n, one.becomes]));
  for (const { n } of trail.steps) strictEqual(trail.record(n).state, told.get(n) ?? before.record(n).state);
  const starts = applied.flatMap(({ effects }) => effects.flatMap((effect) => (effect.type === 'start' ? [effect.n] : [])));
  deepStrictEqual(numbersOf(follows.starts), starts.toSorted(ascending));
  for (const { n, missing, becomes } of follows.joins) {
    deepStrictEqual([before.unmetCount(n), trail.unmetCount(n)], [missing, becomes]);
  }
}

interface Happened {
  readonly trail: Trail;
  readonly applied: readonly Applied[];
}

const lives = fc.record({
  random: controlledTrails,
  before: controlOperations,
  calls: fc.array(controlCalls, { minLength: 6, maxLength: 12 }),
  after: controlOperations,
});

describe('Any plan of a call that decides, reruns, holds or limits, in any trail of up to 30 steps', () => {
  it('says what the call itself does, and is applied as that', () => {
    const planned = new Map<string, number>();
    const property = fc.property(lives, ({ random, before, calls }) => {
      const simulation = new Simulation(buildControlledTrail(random));
      simulation.perform(before);
      const { trail } = simulation;
      for (const call of calls) {
        const { name } = call;
        const request = requestOf(trail, call);
        const plan = planOf(trail, request);
        const [own, fork] = [trail.fork(), trail.fork()];
        const { actor: _, ...anonymous } = request;
        const direct = tell(own, { ...anonymous, dry_run: false });
        if (plan === null) {
          ok(direct.response.error !== null);
          continue;
        }
        const { applied } = applyTo(fork, plan);
        deepStrictEqual(applied, direct.applied);
        deepStrictEqual(snapshot(fork), snapshot(own));
        deepStrictEqual(fork.limits, own.limits);
        assertCameTrue(plan, trail, { trail: fork, applied });
        if (plan.affected.length > 0 || name === 'set_limit') planned.set(name, (planned.get(name) ?? 0) + 1);
      }
    });
    fc.assert(property, { numRuns: 100 });
    for (const name of ['rerun', 'mark_done', 'fail', 'pause', 'set_limit']) {
      ok(Number(planned.get(name)) > 0, `${name}: ${planned.get(name)}`);
    }
  });

  it('is refused as stale exactly if a plan made later says otherwise, and changes nothing then', () => {
    const outcomes = { held: 0, stale: 0 };
    const property = fc.property(lives, ({ random, before, calls, after }) => {
      const simulation = new Simulation(buildControlledTrail(random));
      simulation.perform(before);
      const { trail } = simulation;
      const plans = calls.flatMap((call) => planOf(trail, requestOf(trail, call)) ?? []);
      simulation.perform(after.slice(0, 6));
      for (const plan of plans) {
        const fork = trail.fork();
        const now = planOf(trail, plan.call);
        const { applied, response } = applyTo(fork, plan);
        const isSame = now !== null && isDeepStrictEqual(saysOf(now), saysOf(plan));
        strictEqual(response.error?.code ?? null, isSame ? null : 'AUTOTRAIL_PLAN_STALE');
        if (isSame) assertCameTrue(plan, trail, { trail: fork, applied });
        else deepStrictEqual([applied, snapshot(fork), fork.limits], [[], snapshot(trail), trail.limits]);
        outcomes[isSame ? 'held' : 'stale'] += 1;
      }
    });
    fc.assert(property, { numRuns: 60 });
    ok(outcomes.held > 20 && outcomes.stale > 5, JSON.stringify(outcomes));
  });
});

/** The definition and pairs of one part of a trail: a chain whose steps have handlers. */
function part(name: string): {
  readonly definition: Definition;
  readonly failurePairs: Definition;
} {
  const tags = { part: name };
  const options = { pauseOnFail: false };
  const stepOf = (one: string): Step => step(() => null, { ...tags, name: `${name}-${one}` }, options);
  const [a, b, c, h] = [stepOf('a'), stepOf('b'), stepOf('c'), stepOf('h')];
  return {
    definition: [
      [a, b],
      [b, c],
    ],
    failurePairs: [[b, h]],
  };
}

describe('Any plan about one part of a trail of two parts', () => {
  it('is not stale because the other part moved on, also where that was run again or limited', () => {
    let moved = 0;
    const scenario = fc.record({
      here: controlOperations,
      calls: fc.array(controlCalls, { minLength: 1 }),
      there: controlOperations,
    });
    const property = fc.property(scenario, ({ here, calls, there }) => {
      const [one, other] = [part('here'), part('there')];
      const trail = buildTrail([...one.definition, ...other.definition], {
        failurePairs: [...one.failurePairs, ...other.failurePairs],
        limits: [{ tags: { part: 'here' }, most: 1 }],
      });
      const inPart = (name: string, fields: JsonObject, where: string): JsonObject => {
        const { n } = (fields.tags ?? {}) as { n?: number };
        const tags = typeof n === 'number' ? { name: `${where}-${'abch'[n % 4]}` } : {};
        return { ...requestOf(trail, { name, fields }), tags: { ...tags, part: where } };
      };
      const isAbout = ({ name }: { readonly name: string }) => !['next_steps', 'start', 'shutdown'].includes(name);
      const move = (operations: typeof here, where: string) => {
        for (const operation of operations) {
          const attempts = trail.attemptsUnderWay.filter(({ n }) => trail.step(n).tags.part === where);
          if (operation.type === 'call' && isAbout(operation)) tell(trail, inPart(operation.name, operation.fields, where));
          const ended = operation.type === 'end' ? attempts[operation.pick % attempts.length] : undefined;
          if (ended === undefined || operation.type !== 'end') continue;
          const outcome = operation.isFine ? { ok: true as const, value: 1 } : { ok: false as const, error: { message: 'no' } };
          trail.apply({ type: 'ended', ...ended, outcome }, timeOf(trail));
        }
      };
      tell(trail, { name: 'start' });
      move(here, 'here');
      const plans = calls.filter(isAbout).flatMap(({ name, fields }) => planOf(trail, inPart(name, fields, 'here')) ?? []);
      const { revision } = trail;
      move(there, 'there');
      moved += trail.revision - revision;
      for (const plan of plans) strictEqual(applyTo(trail.fork(), plan).response.error, null);
    });
    fc.assert(property, { numRuns: 60 });
    ok(moved > 200, `${moved} events elsewhere`);
  });
});
