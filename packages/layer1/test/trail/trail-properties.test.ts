import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { StepState } from '../../src/states.js';
import type { TrailEvent } from '../../src/trail/events.js';
import type { Applied } from '../../src/trail/trail.js';
import { Oracle } from '../support/oracle.js';
import { callOn, callOnAll, randomOperations } from '../support/random-operations.js';
import { buildRandomTrail, randomTrails } from '../support/random-trails.js';
import { Simulation } from '../support/simulation.js';
import { snapshot } from '../support/trails.js';

const HELD: readonly StepState[] = [StepState.Paused, StepState.PausedOnFail, StepState.Interrupted];
const outcomes = fc.infiniteStream(fc.boolean());

describe('A trail of up to 200 steps, whatever happens to it', () => {
  it('keeps every rule after every event, and in the end is finished or names what it waits for', () => {
    fc.assert(
      fc.property(randomTrails, randomOperations, outcomes, (random, operations, isFine) => {
        const trail = buildRandomTrail(random);
        const oracle = new Oracle(trail);
        const simulation = new Simulation(trail, { applied: (applied) => oracle.check(applied) });
        simulation.perform(operations);
        simulation.endAll(() => isFine.next().value as boolean);

        const { isStarted, isShuttingDown, isFinished, isShutDown } = trail;
        const waiting = oracle.open.map((n) => trail.record(n));
        if (isStarted) strictEqual(isFinished, waiting.length === 0);
        if (isShuttingDown) ok(isShutDown);
        else if (isStarted)
          deepStrictEqual(
            waiting.filter(({ state, cause, until }) => until !== null || !(HELD.includes(state) || cause === 'slot')),
            [],
          );
        else
          deepStrictEqual(
            trail.steps.filter(({ n }) => trail.record(n).attempt > 0),
            [],
          );
      }),
      { numRuns: 100 },
    );
  });

  it('comes to its end once everything that is held may go on', () => {
    fc.assert(
      fc.property(randomTrails, randomOperations, (random, operations) => {
        const trail = buildRandomTrail(random);
        const simulation = new Simulation(trail);
        simulation.perform(operations);
        if (trail.isShuttingDown) return;
        simulation.perform(trail.limits.map(({ tags }) => callOn(tags, 'set_limit', { most: null })));
        simulation.perform(['start', 'unskip', 'unblock', 'resume'].map(callOnAll));
        simulation.endAll();
        // What was interrupted and was still ending when it was resumed has run by now as well.
        ok(trail.isFinished);
        const oracle = new Oracle(trail);
        for (const { n } of trail.steps) {
          const { isDone, isIgnored } = trail.meaning(trail.record(n).state);
          ok(isDone === true || isIgnored === true || !oracle.isReached(n));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('does the same for the same events, also after these were written down as JSON', () => {
    fc.assert(
      fc.property(randomTrails, randomOperations, (random, operations) => {
        const log: Applied[] = [];
        const live = new Simulation(buildRandomTrail(random), { applied: (applied) => log.push(applied) });
        live.perform(operations);
        const replayed = buildRandomTrail(random);
        for (const applied of log) {
          const event = JSON.parse(JSON.stringify(applied.event)) as TrailEvent;
          deepStrictEqual(replayed.apply(event, applied.at), applied);
        }
        const records = (trail: typeof replayed) => trail.steps.map(({ n }) => trail.record(n));
        deepStrictEqual(records(replayed), records(live.trail));
        deepStrictEqual([replayed.revision, replayed.looks], [live.trail.revision, live.trail.looks]);
      }),
      { numRuns: 100 },
    );
  });

  it('shares nothing with a fork that either of them could change', () => {
    fc.assert(
      fc.property(randomTrails, randomOperations, randomOperations, (random, before, after) => {
        const origin = new Simulation(buildRandomTrail(random));
        origin.perform(before);
        const [first, second] = [origin.fork(), origin.fork()];
        const atFork = snapshot(origin.trail);
        deepStrictEqual(snapshot(first.trail), atFork);

        first.perform(after);
        first.endAll();
        deepStrictEqual(snapshot(origin.trail), atFork);
        const ofFirst = snapshot(first.trail);

        origin.perform(after);
        origin.endAll();
        deepStrictEqual(snapshot(origin.trail), ofFirst);
        deepStrictEqual(snapshot(first.trail), ofFirst);
        deepStrictEqual(snapshot(second.trail), atFork);
      }),
      { numRuns: 60 },
    );
  });
});
