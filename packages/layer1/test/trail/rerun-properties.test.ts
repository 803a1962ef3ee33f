import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { StepState } from '../../src/states.js';
import type { Trail } from '../../src/trail/trail.js';
import { isOver } from '../support/control-facts.js';
import { controlOperations } from '../support/control-operations.js';
import { buildControlledTrail, controlledTrails } from '../support/controlled-trails.js';
import { Simulation } from '../support/simulation.js';
import { snapshot } from '../support/trails.js';
import { World } from '../support/world.js';

const { Waiting, Running, Succeeded, Failed, PausedOnFail, ToPause, Paused, ToSkip, Skipped, ToBlock, Blocked, Interrupted } =
  StepState;

/** All that comes after a step, found by asking each step for its children. */
function descendantsOf(trail: Trail, from: number): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (n: number): void => {
    for (const child of trail.dag.children(trail.step(n))) {
      if (found.has(child.n)) continue;
      found.add(child.n);
      visit(child.n);
    }
  };
  visit(from);
  return found;
}

/** What a step below becomes, by what it was, before anything else follows from that. */
function markOf(trail: Trail, n: number): StepState | null {
  const { state, cause } = trail.record(n);
  if (state === Blocked) return ToBlock;
  if (state === Interrupted) return ToPause;
  if (cause === 'operator' && state === Skipped) return ToSkip;
  if (cause === 'operator' && (state === Succeeded || state === Failed)) return ToPause;
  return [Succeeded, Failed, PausedOnFail, Skipped].some((over) => over === state) ? Waiting : null;
}

const LED_ON: Readonly<Partial<Record<StepState, readonly StepState[]>>> = {
  [Waiting]: [Waiting, Running, Skipped],
  [ToSkip]: [ToSkip, Skipped],
  [ToBlock]: [ToBlock, Blocked],
  [ToPause]: [ToPause, Paused, Skipped],
};

const lives = fc.record({
  random: controlledTrails,
  operations: controlOperations,
  picks: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 4 }),
});

/** Lets random lives go so far, and tries something with steps that are over, each time from the same beginning. */
function withSteps(trying: (trail: Trail, n: number) => void, numRuns: number): void {
  const property = fc.property(lives, ({ random, operations, picks }) => {
    const trail = buildControlledTrail(random);
    new Simulation(trail).perform(operations);
    const over = trail.steps.filter(({ n }) => isOver(trail.record(n).state));
    for (const pick of picks) {
      const picked = over[pick % over.length];
      if (picked !== undefined) trying(trail.fork(), picked.n);
    }
  });
  fc.assert(property, { numRuns });
}

describe('Running again, in any trail', () => {
  it('one step leaves all others in their state, but for those that wait again, are held back or are led on', () => {
    let kept = 0;
    withSteps((trail, n) => {
      const before = trail.steps.map((step) => trail.record(step.n));
      new World(trail).call('rerun', { tags: { n } });
      const below = descendantsOf(trail, n);
      before.forEach((was, other) => {
        if (other === n) return;
        const isMovable =
          was.state === Paused || was.cause === 'condition' || was.cause === 'unreachable' || was.cause === 'slot';
        if (below.has(other) && isMovable) return;
        const isOpen = ([StepState.Ready, Waiting, ToPause, ToSkip, ToBlock] as readonly StepState[]).includes(was.state);
        if (below.has(other) && isOpen) return;
        strictEqual(trail.record(other), was);
        kept += below.has(other) ? 1 : 0;
      });
    }, 200);
    ok(kept > 20, `${kept} steps below were kept`);
  });

  it('with all below does to each step there what the table says, or to none', () => {
    let [done, refused] = [0, 0];
    withSteps((trail, n) => {
      const below = [...descendantsOf(trail, n)];
      const marks = new Map(below.map((one) => [one, markOf(trail, one)]));
      const isRefused = below.some((one) => trail.record(one).state === Running);
      const before = snapshot(trail);
      const { error } = new World(trail).ask({ name: 'rerun', tags: { n }, below: true }).response;
      strictEqual(error?.code ?? null, isRefused ? 'AUTOTRAIL_BELOW_RUNS' : null);
      refused += Number(isRefused);
      if (isRefused) return deepStrictEqual(snapshot(trail), before);
      for (const [one, mark] of marks) {
        const { state } = trail.record(one);
        if (mark !== null) ok(LED_ON[mark]?.includes(state), `step ${one} was to be ${mark}, and is ${state}`);
        if (mark === null) ok(state !== Paused || trail.isReached(one));
        done += 1;
      }
    }, 300);
    ok(done > 50 && refused > 5, `${done} done, ${refused} refused`);
  });
});
