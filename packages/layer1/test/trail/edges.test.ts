import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTrail } from '../../src/build-trail.js';
import { StepState } from '../../src/states.js';
import { type Step, step } from '../../src/step.js';
import type { StepRecord } from '../../src/trail/record.js';
import type { Trail } from '../../src/trail/trail.js';
import { factsOf, failingOf, hasFailedCondition, leftOutBy } from '../support/control-facts.js';
import { controlOperations } from '../support/control-operations.js';
import { whileLiving } from '../support/controlled-lives.js';
import { buildControlledTrail, controlledTrails } from '../support/controlled-trails.js';
import { KEPT, LEFT_BEHIND, LOST } from '../support/resuming.js';
import { Simulation } from '../support/simulation.js';
import { CONDITION, snapshot, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Ready, Waiting, Running, Succeeded, Failed, ToPause, Paused, ToSkip, Skipped, ToBlock, PausedOnFail } = StepState;
const UNDECIDED: readonly StepState[] = [Ready, Waiting, ToPause, ToSkip, ToBlock];

function recordsOf(trail: Trail): readonly StepRecord[] {
  return trail.steps.map(({ n }) => trail.record(n));
}

/** All that a trail can be asked about its edges and what is counted along them. */
function derived(trail: Trail): unknown {
  const { isStarted, isFinished, needsInput, hasFailure, limits } = trail;
  const steps = trail.steps.map(({ n }) => [trail.isReached(n), trail.isUnreachable(n), trail.unmetCount(n)]);
  return { isStarted, isFinished, needsInput, hasFailure, limits, steps, records: recordsOf(trail) };
}

/** What must be so in any trail, whatever has happened. */
function checkStates(trail: Trail): void {
  const { reached, unreachable, triggered, settled } = factsOf(trail);
  const isHandler = (n: number) => failingOf(trail)(n).length > 0;
  deepStrictEqual(
    trail.steps.map(({ n }) => trail.isReached(n)),
    reached,
  );
  deepStrictEqual(
    trail.steps.map(({ n }) => trail.isUnreachable(n)),
    unreachable,
  );
  const conditions = trail.steps.filter(({ n }) => hasFailedCondition(trail, n));
  const leftOut = new Set(conditions.flatMap(({ n }) => [...leftOutBy(trail, n)]));
  for (const { n } of trail.steps) {
    const { state, cause, by, until } = trail.record(n);
    const told = `step ${n} is ${state}, ${cause}`;
    if (reached[n]) ok(state !== ToPause && state !== ToSkip && state !== ToBlock, `${told} though it is reached`);
    else ok(state !== Paused && cause !== 'slot', `${told} though it is not reached`);
    if (reached[n] && isHandler(n) && !triggered[n]) ok(state !== Ready && state !== Waiting, `${told}, but nothing failed`);
    if (isHandler(n) && state === Skipped && cause === 'unreachable') ok(settled[n], `${told}, but not all is settled`);
    if (isHandler(n) && state === Skipped && cause === 'condition' && !leftOut.has(n)) ok(settled[n], `${told} for ever`);
    if (!isHandler(n) && state === Skipped && cause === 'condition') ok(leftOut.has(n), `${told} though nothing leaves it out`);
    if (reached[n] && state === Waiting && trail.isStarted && !trail.isShuttingDown) ok(cause !== null, `${told} for nothing`);
    if (by !== null) strictEqual(cause, 'operator');
    if (until !== null) ok(state === ToPause || state === Paused || (state === Waiting && cause === 'timer'), told);
  }
}

function checkCounts(trail: Trail): void {
  const records = trail.steps.map(({ n }) => ({ n, ...trail.record(n) }));
  const isOpen = ({ n, state }: StepRecord & { readonly n: number }) =>
    state === Running || (trail.isReached(n) && ![Succeeded, Skipped, Failed, StepState.Blocked].some((over) => over === state));
  const hasHandler = (n: number) => trail.failureEdges.some(([from]) => from === n);
  const needsAttention = ({ n, state }: StepRecord & { readonly n: number }) =>
    state === PausedOnFail || (state === Failed && !trail.step(n).policy.skipProgenyOnFailure && !hasHandler(n));
  const isEnding = records.some(({ ending }) => ending !== null);
  strictEqual(trail.isFinished, trail.isStarted && !records.some(isOpen) && !isEnding);
  strictEqual(trail.hasFailure, records.some(needsAttention));
  strictEqual(
    trail.needsInput,
    records.some(({ prompts }) => prompts.some(({ status }) => status === 'open')),
  );
}

/** What the failure of a condition leaves out is left out at once, and taken back when it is no longer Failed. */
function checkConditions(trail: Trail, before: readonly StepRecord[]): void {
  const { triggered } = factsOf(trail);
  const stillOut = new Set(trail.steps.flatMap(({ n }) => (hasFailedCondition(trail, n) ? [...leftOutBy(trail, n)] : [])));
  for (const { n, policy } of trail.steps) {
    const was = before[n]?.state;
    const is = trail.record(n).state;
    if (!policy.skipProgenyOnFailure || was === is) continue;
    if (is === Failed) {
      for (const member of leftOutBy(trail, n)) {
        ok(!UNDECIDED.includes(trail.record(member).state), `step ${member} is not left out by ${n}`);
      }
    }
    if (was !== Failed) continue;
    for (const member of leftOutBy(trail, n)) {
      const isSkippedAnew = failingOf(trail)(member).length > 0 && trail.isReached(member) && !triggered[member];
      if (before[member]?.cause !== 'condition' || stillOut.has(member) || isSkippedAnew) continue;
      ok(trail.record(member).cause !== 'condition', `step ${member} is not taken back though ${n} is ${is}`);
    }
  }
}

describe('Which steps are reached, unreachable and triggered, in any trail of up to 30 steps', () => {
  it('follows from the states alone, after every event', () => {
    const seen = new Set<string>();
    whileLiving((trail) => {
      return ({ changes }) => {
        checkStates(trail);
        for (const { n, state, cause } of changes) if (state !== undefined) seen.add(`${trail.record(n).state} ${cause ?? ''}`);
      };
    }, 250);
    ok(seen.has('Skipped unreachable') && seen.has('Skipped condition'), [...seen].join('; '));
  });

  it('is counted rightly: whether it is finished, needs input or has a failure', () => {
    whileLiving((trail) => () => checkCounts(trail), 150);
  });

  it('leaves the branch of a condition out at the moment it fails, and takes it back at the moment it is no longer Failed', () => {
    whileLiving((trail) => {
      let before: readonly StepRecord[] = recordsOf(trail);
      return () => {
        checkConditions(trail, before);
        before = recordsOf(trail);
      };
    }, 200);
  });
});

describe('Folding what a journal remembers', () => {
  it('gives the same trail as applying, which goes on in the same way, after any event', () => {
    const prepared = fc.property(controlledTrails, controlOperations, fc.nat(), (random, operations, at) => {
      const folded = buildControlledTrail(random);
      let next: Trail | null = null;
      const simulation = new Simulation(buildControlledTrail(random), {
        applied: (applied) => {
          if (next !== null) deepStrictEqual(next.apply(applied.event, applied.at), applied);
          folded.fold(JSON.parse(JSON.stringify(applied)));
          deepStrictEqual(derived(folded), derived(simulation.trail));
          next = (applied.revision + at) % 3 === 0 ? folded.fork() : null;
        },
      });
      simulation.perform(operations.slice(0, operations.length / 2));
      simulation.restart((place) => [LOST, LEFT_BEHIND, KEPT][(place + at) % 3] ?? LOST);
      simulation.perform(operations.slice(operations.length / 2));
      const lifted = { type: 'limit', tags: {}, most: null } as const;
      deepStrictEqual(folded.fork().apply(lifted, 9_000), simulation.trail.fork().apply(lifted, 9_000));
    });
    fc.assert(prepared, { numRuns: 150 });
  });
});

describe('A fork of a trail with failure pairs and limits', () => {
  it('shares nothing with its origin that either of them could change', () => {
    const shown = (trail: Trail) => structuredClone([snapshot(trail), derived(trail)]);
    const prepared = fc.property(controlledTrails, controlOperations, controlOperations, (random, before, after) => {
      const origin = new Simulation(buildControlledTrail(random));
      origin.perform(before);
      const fork = origin.fork();
      const atFork = shown(origin.trail);
      fork.perform(after);
      deepStrictEqual(shown(origin.trail), atFork);
      const ofFork = shown(fork.trail);
      origin.perform(after);
      deepStrictEqual([shown(origin.trail), shown(fork.trail)], [ofFork, ofFork]);
    });
    fc.assert(prepared, { numRuns: 100 });
  });
});

describe('An edge that was met', () => {
  it('is unmet again when its step is run again, and what is below waits for it', () => {
    const world = new World(
      trailOf([
        ['a', 'b'],
        ['b', 'c'],
      ]),
    );
    world.call('start');
    world.succeed('a');
    world.tell('pause', 'c');
    world.succeed('b');
    expect(world.states).toEqual({ a: Succeeded, b: Succeeded, c: Paused });
    world.tell('rerun', 'b');
    expect([world.states, world.trail.isReached(world.n('c'))]).toEqual([{ a: Succeeded, b: Running, c: ToPause }, false]);
    world.succeed('b');
    expect(world.record('c')).toMatchObject({ state: Paused, cause: 'operator' });
  });

  it('is dead below a blocked step, all the way down, and no longer when that is unblocked by a rerun', () => {
    const world = new World(
      trailOf([
        ['a', 'b'],
        ['b', 'c'],
        ['d', 'c'],
      ]),
    );
    const unreachable = () => world.trail.steps.filter(({ n }) => world.trail.isUnreachable(n)).map(({ name }) => name);
    world.tell('block', 'a');
    expect(unreachable()).toEqual(['b', 'c']);
    world.call('start');
    world.succeed('d');
    expect(world.trail.isFinished).toBe(true);
    world.tell('rerun', 'a');
    expect([unreachable(), world.state('a'), world.trail.isFinished]).toEqual([[], Running, false]);
  });

  it('of a failed condition leads around the branch it leaves out, and nowhere once it runs again', () => {
    const world = new World(
      trailOf(
        [
          ['c', 'x'],
          ['x', 'join'],
          ['c', 'join'],
          ['d', 'join'],
        ],
        { c: CONDITION },
      ),
    );
    world.call('start');
    world.succeed('d');
    world.fail('c');
    expect(world.states).toEqual({ c: Failed, d: Succeeded, x: Skipped, join: Running });
    world.tell('rerun', 'c');
    expect(world.states).toEqual({ c: Running, d: Succeeded, x: Waiting, join: Running });
    expect(world.trail.unmetCount(world.n('join'))).toBe(2);
  });
});

describe('Looking after the edges', () => {
  it('looks at each edge as often as it changes, however the trail is shaped', () => {
    const size = 2_000;
    const steps: Step[] = Array.from({ length: size }, (_, i) => step(() => null, { name: `v${i}` }));
    const pairs = steps.slice(1).map((one) => [steps[0] as Step, one] as const);
    const trail = buildTrail(pairs);
    const world = new World(trail);
    world.call('start');
    world.succeed('v0');
    expect(trail.looks).toBe(size - 1);
    world.tell('rerun', 'v0');
    expect(trail.looks).toBeLessThanOrEqual(2 * (size - 1));
  });
});
