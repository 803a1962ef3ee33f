import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { findNonJson, type JsonObject, type JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { API_CALL_DEFINITIONS } from '../../../src/api/definitions.js';
import { handleApiCall } from '../../../src/api/handle-api-call.js';
import type { CallPlan } from '../../../src/api/planning/call-plan.js';
import type { Applied, Trail } from '../../../src/trail/trail.js';
import { type Operation, randomOperations } from '../../support/random-operations.js';
import { buildRandomTrail, buildRandomTrails, type RandomStep, randomTrails } from '../../support/random-trails.js';
import { Reach } from '../../support/reach.js';
import { Simulation } from '../../support/simulation.js';
import { snapshot } from '../../support/trails.js';

type CallOperation = Extract<Operation, { readonly type: 'call' }>;

function tell(trail: Trail, request: JsonObject) {
  const handled = handleApiCall(request, trail, { at: 2_000 });
  if (handled.type !== 'answered') throw new Error('The call is held back.');
  return handled;
}

/** The plan of a call as it comes from a file; `null` if there is none. */
function planOf(trail: Trail, call: JsonObject): CallPlan | null {
  const { result } = tell(trail, { name: 'plan', call }).response;
  strictEqual(findNonJson(result), null);
  return JSON.parse(JSON.stringify(result)) as CallPlan | null;
}

function applyTo(trail: Trail, plan: CallPlan, { actor = null, reason = null }: JsonObject = {}) {
  return tell(trail, { name: 'apply', plan: plan as unknown as JsonValue, actor, reason });
}

/** How many parents of each join do not lead on to it, by looking at every edge. */
function missingParents(trail: Trail): ReadonlyMap<number, number> {
  const reach = new Reach(trail, (n) => trail.record(n).state);
  const joins = trail.steps.map(({ n }) => n).filter((n) => reach.parentsOf(n).length > 1);
  return new Map(joins.map((n) => [n, reach.missing(n)]));
}

function openPrompts(trail: Trail): readonly string[] {
  return trail.steps.flatMap(({ n }) =>
    trail
      .record(n)
      .prompts.filter(({ status }) => status === 'open')
      .map(({ id }) => id),
  );
}

/** In these, steps meet each other more often. */
const smallTrails = randomTrails.map((random): readonly RandomStep[] => random.slice(0, 12));

interface Applying {
  readonly before: Trail;
  readonly after: Trail;
  readonly applied: readonly Applied[];
}

/** Everything that a plan says is right after a call came true, and nothing else happened. */
function assertCameTrue({ affected, follows }: CallPlan, { before, after, applied }: Applying): void {
  const told = new Map([...affected, ...follows.changes].map((step) => [step.n, step]));
  strictEqual(told.size, affected.length + follows.changes.length);
  for (const { n, name } of before.steps) {
    const [was, is] = [before.record(n), after.record(n)];
    const flag = was.pauseOnFail === is.pauseOnFail ? {} : { pauseOnFail: is.pauseOnFail };
    const happened = { n, name, state: was.state, becomes: is.state, ...flag };
    if (told.has(n)) deepStrictEqual(told.get(n), happened);
    else deepStrictEqual([was.state, was.pauseOnFail], [is.state, is.pauseOnFail]);
  }
  const starts = applied.flatMap(({ effects }) => effects.filter(({ type }) => type === 'start') as { n: number }[]);
  deepStrictEqual(
    numbers(follows.starts),
    numbers(starts).toSorted((a, b) => a - b),
  );
  const missing = missingParents(after);
  const nearer = [...missingParents(before)].filter(([n, count]) => count !== missing.get(n));
  deepStrictEqual(
    follows.joins.map((join) => [join.n, join.missing, join.becomes]),
    nearer.map(([n, count]) => [n, count, missing.get(n)]),
  );
  const open = new Set(openPrompts(after));
  deepStrictEqual(
    follows.prompts.map(({ id }) => id),
    openPrompts(before).filter((id) => !open.has(id)),
  );
  for (const { id, becomes } of follows.prompts) strictEqual(after.prompt(id)?.prompt.status ?? 'ended', becomes);
  strictEqual(follows.serverEnds, after.isShuttingDown && applied.some(({ event }) => event.type === 'shutdown'));
}

function numbers(steps: readonly { readonly n: number }[]): readonly number[] {
  return steps.map(({ n }) => n);
}

/** What a plan says of the course of events is so when a world lives through it. */
function assertCourse({ follows }: CallPlan, simulation: Simulation, call: CallOperation): void {
  const [without, within] = [simulation.fork(), simulation.fork()];
  within.perform([{ ...call, fields: { ...call.fields, dry_run: false }, wire: 2 }]);
  for (const world of [without, within]) world.endAll();
  const [endWith, endWithout] = [endOf(within.trail), endOf(without.trail)];
  deepStrictEqual(numbers(follows.reachable), newsIn(endWith, endWithout));
  deepStrictEqual(numbers(follows.unreachable), newsIn(endWithout, endWith));
}

/** Of each step, whether a world that is at its end has come to it, whether it is to come to it at all, and whether it could. */
type EndOfCourse = readonly { readonly isComeTo: boolean; readonly isOut: boolean; readonly isUnreachable: boolean }[];

function endOf(trail: Trail): EndOfCourse {
  const reach = new Reach(trail, (n) => trail.record(n).state);
  return trail.steps.map(({ n }) => {
    const { state, cause } = trail.record(n);
    const isOut = state === 'Skipped' || state === 'Blocked';
    const isLeftOut = isOut && (cause === 'condition' || cause === 'unreachable');
    return { isComeTo: reach.isReached(n) && !isLeftOut, isOut, isUnreachable: reach.isUnreachable(n) };
  });
}

/** The steps that one world has come to and another has not, and those that only the other could not come to. */
function newsIn(one: EndOfCourse, other: EndOfCourse): readonly number[] {
  return one.flatMap((step, n) => {
    const isNew = step.isComeTo && other[n]?.isComeTo === false;
    const isPossible = !step.isUnreachable && !step.isOut && other[n]?.isUnreachable === true;
    return isNew || isPossible ? [n] : [];
  });
}

type Check = (request: JsonObject, call: CallOperation, simulation: Simulation) => void;

function whatIsSaid({ affected, follows }: CallPlan): string {
  return JSON.stringify({ affected, follows });
}

/** Runs random operations with a check beside every call that is made; each run has a check of its own. */
function whileCalling(newCheck: () => Check, trails: fc.Arbitrary<readonly RandomStep[]>, numRuns: number): void {
  fc.assert(
    fc.property(trails, randomOperations, (random, operations) => {
      const check = newCheck();
      const calling = (request: JsonObject, call: CallOperation) => check(request, call, simulation);
      const simulation: Simulation = new Simulation(buildRandomTrail(random), { calling });
      simulation.perform(operations);
    }),
    // Shrinking takes minutes here. The seed that is told brings a failure back.
    { numRuns, endOnFailure: true },
  );
}

function isControl({ name }: JsonObject): boolean {
  return Object.hasOwn(API_CALL_DEFINITIONS, String(name)) && !['status', 'list', 'wait'].includes(String(name));
}

describe('Any plan, in any trail of up to 200 steps', () => {
  it('says what the call itself does: the same states, starts, joins, prompts, and course of events', () => {
    let seen = 0;
    const check: Check = (request, call, simulation) => {
      const { trail } = simulation;
      const before = snapshot(trail);
      const plan = planOf(trail, request);
      deepStrictEqual(snapshot(trail), before);
      if (!isControl(request)) return strictEqual(plan, null);
      const [own, fork] = [trail.fork(), trail.fork()];
      const direct = tell(own, { ...request, dry_run: false });
      if (plan === null) return ok(direct.response.error !== null);
      const { applied } = applyTo(fork, plan, request);
      deepStrictEqual(applied, direct.applied);
      strictEqual(applied.length, 1);
      deepStrictEqual(snapshot(fork), snapshot(own));
      assertCameTrue(plan, { before: trail, after: fork, applied });
      assertCourse(plan, simulation, call);
      seen += plan.follows.reachable.length + plan.follows.unreachable.length + plan.follows.joins.length;
    };
    whileCalling(() => check, randomTrails, 10);
    whileCalling(() => check, smallTrails, 150);
    ok(seen > 100);
  });

  it('made earlier is applied exactly if a plan made now says the same, and then comes true', () => {
    const outcomes = { held: 0, heldLater: 0, stale: 0 };
    const checkOf =
      (kept: CallPlan[]): Check =>
      (request, _, { trail }) => {
        for (const plan of kept) {
          const fork = trail.fork();
          const now = planOf(trail, plan.call);
          const { applied, response } = applyTo(fork, plan);
          const isSame = now !== null && whatIsSaid(now) === whatIsSaid(plan);
          strictEqual(response.error?.code ?? null, isSame ? null : 'AUTOTRAIL_PLAN_STALE');
          if (isSame) assertCameTrue(plan, { before: trail, after: fork, applied });
          else deepStrictEqual([applied, snapshot(fork)], [[], snapshot(trail)]);
          if (isSame) outcomes[trail.revision > plan.revision && plan.affected.length > 0 ? 'heldLater' : 'held'] += 1;
          else outcomes.stale += 1;
        }
        const plan = planOf(trail, request);
        if (plan !== null) kept.splice(0, kept.length, ...kept.slice(-2), plan);
      };
    whileCalling(() => checkOf([]), randomTrails, 10);
    whileCalling(() => checkOf([]), smallTrails, 30);
    for (const [outcome, count] of Object.entries(outcomes)) ok(count > 20, `${outcome}: ${count}`);
  });
});

/** Lets operations happen to the steps of one part of a trail, and to no other. */
function moveOnly(part: string, trail: Trail, operations: readonly Operation[]): void {
  for (const operation of operations) {
    const attempts = trail.attemptsUnderWay.filter(({ n }) => trail.step(n).tags.part === part);
    const one = 'pick' in operation ? attempts[operation.pick % attempts.length] : undefined;
    if (operation.type === 'call' && 'tags' in (API_CALL_DEFINITIONS[operation.name]?.validators ?? {})) {
      tell(trail, callOn(part, operation));
    } else if (one !== undefined && operation.type === 'end') {
      const outcome = operation.isFine ? { ok: true as const, value: null } : { ok: false as const, error: { message: 'no' } };
      trail.apply({ type: 'ended', ...one, outcome }, 3_000);
    } else if (one !== undefined && operation.type === 'prompt') {
      trail.apply({ type: 'prompt', ...one, promptId: `${one.n}.${one.attempt}.${operation.pick}`, message: null }, 3_000);
    }
  }
}

function callOn(part: string, { name, fields }: CallOperation): JsonObject {
  return { ...fields, name, tags: { ...(fields.tags as JsonObject), part }, dry_run: false };
}

describe('Any plan about one part of a trail of two parts', () => {
  const halves = randomTrails.map((random): readonly RandomStep[] => random.slice(0, 60));

  it('is never stale because the other part moved on', () => {
    let moved = 0;
    const property = fc.property(halves, halves, randomOperations, (here, there, operations) => {
      const trail = buildRandomTrails([
        [here, { part: 'here' }],
        [there, { part: 'there' }],
      ]);
      tell(trail, { name: 'start' });
      moveOnly('here', trail, operations);
      const calls = operations.filter((operation): operation is CallOperation => operation.type === 'call');
      const plans = calls.slice(0, 12).map((call) => planOf(trail, callOn('here', call)));
      const { revision } = trail;
      moveOnly('there', trail, operations);
      moved += trail.revision - revision;
      for (const plan of plans) {
        if (plan === null || !('tags' in plan.call)) continue;
        const fork = trail.fork();
        const { applied, response } = applyTo(fork, plan);
        strictEqual(response.error, null);
        assertCameTrue(plan, { before: trail, after: fork, applied });
      }
    });
    fc.assert(property, { numRuns: 25, endOnFailure: true });
    ok(moved > 100);
  });
});
