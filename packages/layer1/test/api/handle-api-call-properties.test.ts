import { deepStrictEqual, notEqual, ok, strictEqual } from 'node:assert/strict';
import { findNonJson, type JsonObject, type JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { AffectedStep, ControlResult, Wire } from '../../src/api/api-call.js';
import { API_CALL_DEFINITIONS } from '../../src/api/definitions.js';
import { type HandledCall, handleApiCall } from '../../src/api/handle-api-call.js';
import type { Trail } from '../../src/trail/trail.js';
import { type Operation, randomOperations } from '../support/random-operations.js';
import { buildRandomTrail, randomTrails } from '../support/random-trails.js';
import { Simulation } from '../support/simulation.js';

type CallOperation = Extract<Operation, { readonly type: 'call' }>;

/** Records are replaced, never changed: while these are the same, nothing has happened. */
function records(trail: Trail): readonly unknown[] {
  return [trail.revision, trail.isStarted, trail.isShuttingDown, ...trail.steps.map(({ n }) => trail.record(n))];
}

function assertUnchanged(trail: Trail, before: readonly unknown[]): void {
  records(trail).forEach((record, index) => {
    strictEqual(record, before[index]);
  });
}

function answered(handled: HandledCall) {
  if (handled.type !== 'answered') throw new Error('The call is held back.');
  return handled;
}

function tell(trail: Trail, request: JsonObject, wire: Wire) {
  return handleApiCall(request, trail, { at: 0, wire });
}

/** What an answer says of the steps, without the revision, which the call itself moves on. */
function saying(result: JsonValue): JsonValue {
  if (result === null || typeof result !== 'object' || Array.isArray(result)) return result;
  return Object.fromEntries(Object.entries(result).filter(([key]) => key !== 'revision'));
}

/** The steps a selector means, found by looking at every step. */
function meant({ tags }: JsonObject, trail: Trail): readonly number[] {
  const wanted = Object.entries(tags as JsonObject);
  return trail.steps.filter((step) => wanted.every(([key, value]) => step.tags[key] === value)).map(({ n }) => n);
}

/** Runs random operations with a check beside every call that is made. */
function whileCalling(check: (request: JsonObject, operation: CallOperation, trail: Trail) => void, numRuns: number): void {
  fc.assert(
    fc.property(randomTrails, randomOperations, (random, operations) => {
      const trail = buildRandomTrail(random);
      new Simulation(trail, { calling: (request, operation) => check(request, operation, trail) }).perform(operations);
    }),
    { numRuns },
  );
}

describe('Any call, in any trail of up to 200 steps', () => {
  it('as a dry run changes nothing, and answers what the call itself would answer', () => {
    whileCalling((request, { wire }, trail) => {
      if (request.name === 'wait' || request.name === 'shutdown') return;
      const before = records(trail);
      const rehearsed = answered(tell(trail, { ...request, dry_run: true }, wire));
      assertUnchanged(trail, before);
      deepStrictEqual(rehearsed.applied, []);
      const done = answered(tell(trail.fork(), { ...request, dry_run: false }, wire));
      deepStrictEqual(saying(rehearsed.response.result), saying(done.response.result));
      deepStrictEqual(rehearsed.response.error, done.response.error);
    }, 60);
  });

  it('is one event, or none where it only looks or is refused; a fork of the trail shows both alike', () => {
    whileCalling((request, { wire }, trail) => {
      const before = records(trail);
      const fork = trail.fork();
      const handled = tell(fork, request, wire);
      assertUnchanged(trail, before);
      if (handled.type === 'held back') return assertUnchanged(fork, before);
      const acts = request.dry_run === false && handled.response.error === null;
      const looks = request.name === 'status' || request.name === 'list' || request.name === 'wait';
      strictEqual(handled.applied.length, acts && !looks ? 1 : 0);
      if (handled.applied.length === 0) assertUnchanged(fork, before);
      strictEqual(findNonJson(handled.response), null);
      strictEqual(handled.response.name, request.name);
    }, 60);
  });

  it('answers for each step it names whether it affects it, or why not, in order of n', () => {
    whileCalling((request, _, trail) => {
      const definition = Object.hasOwn(API_CALL_DEFINITIONS, String(request.name))
        ? API_CALL_DEFINITIONS[String(request.name)]
        : null;
      if (definition?.row === undefined) return;
      const { result, error } = answered(tell(trail.fork(), { ...request, dry_run: false }, 2)).response;
      if (error !== null) return deepStrictEqual([error.code, request.below], ['AUTOTRAIL_BELOW_RUNS', true]);
      const { affected, refused } = result as unknown as ControlResult;
      const numbers = (steps: readonly AffectedStep[]) => steps.map(({ n }) => n);
      for (const list of [affected, refused])
        deepStrictEqual(
          numbers(list),
          numbers(list).toSorted((a, b) => a - b),
        );
      for (const { n, name, state, reason } of refused) {
        deepStrictEqual([name, state], [trail.step(n).name, trail.record(n).state]);
        ok(reason.length > 0);
      }
      for (const { n } of affected) ok(!numbers(refused).includes(n));
      if (!('tags' in definition.validators) || String(request.name).endsWith('branch')) return;
      deepStrictEqual(
        [...numbers(affected), ...numbers(refused)].toSorted((a, b) => a - b),
        meant(request, trail),
      );
    }, 60);
  });

  it('that affects a step moves it, or its flag, or hands it a message', () => {
    whileCalling((request, _, trail) => {
      const fork = trail.fork();
      const handled = tell(fork, { ...request, dry_run: false }, 2);
      if (handled.type === 'held back' || handled.applied.length !== 1) return;
      const { affected = [] } = handled.response.result as unknown as Partial<ControlResult>;
      const changed = new Set(handled.applied[0]?.changes.map(({ n }) => n));
      for (const { n } of affected) {
        ok(changed.has(n));
        notEqual(fork.record(n), trail.record(n));
      }
    }, 60);
  });
});
