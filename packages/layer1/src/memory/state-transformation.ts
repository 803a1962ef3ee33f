import { describeValue } from '@autotrail/core';
import { layer1Error } from '../errors.js';
import { isStepState, StepState } from '../states.js';
import type { AttemptRef } from '../trail/effects.js';
import type { ResumedEvent } from '../trail/events.js';
import type { Trail } from '../trail/trail.js';

/** A state that steps may be put into when a trail is taken up: one that leads on by itself, or waits for an operator. */
const TARGETS = [
  StepState.Ready,
  StepState.Waiting,
  StepState.ToPause,
  StepState.ToSkip,
  StepState.ToBlock,
  StepState.Interrupted,
] as const;

/**
 * Into which state steps are put when a trail is taken up from its journal, by the state they were in when the server before was
 * gone. Left out: Running becomes Interrupted, or Waiting if the step is idempotent, and every other state stays. Marks take effect
 * at once on steps that are reached. An attempt that goes on without its server is not touched, nor is a condition that has failed:
 * what comes after it went on.
 *
 * @example
 * const stateTransformation = { [StepState.Running]: StepState.ToPause, [StepState.Interrupted]: StepState.Waiting };
 */
export type StateTransformation = Readonly<Partial<Record<StepState, (typeof TARGETS)[number]>>>;

/** Checks a transformation. @throws AutoTrailError `AUTOTRAIL_BAD_OPTION` */
export function checkTransformation(transformation: StateTransformation): void {
  for (const [from, to] of Object.entries(transformation)) {
    const isFrom = isStepState(from) && from !== StepState.Succeeded && from !== StepState.Skipped;
    if (!isFrom) throw bad('only states of steps that are not done', JSON.stringify(from));
    if (!TARGETS.some((target) => target === to)) throw bad(`only ${TARGETS.join(', ')} as new states`, describeValue(to));
  }
}

/** The steps it puts into which state. */
export function transformedSteps(
  trail: Trail,
  transformation: StateTransformation,
  kept: readonly AttemptRef[],
): ResumedEvent['transformed'] {
  const untouched = new Set(kept.map(({ n }) => n));
  const moves = Object.entries(transformation).map(([from, to]) => {
    const steps = trail.steps.filter(
      ({ n, policy }) =>
        trail.record(n).state === from && !untouched.has(n) && !(from === StepState.Failed && policy.skipProgenyOnFailure),
    );
    return { to, steps: steps.map(({ n }) => n) };
  });
  return moves.filter(({ steps }) => steps.length > 0);
}

function bad(expected: string, found: string): Error {
  return layer1Error('AUTOTRAIL_BAD_OPTION', { option: 'stateTransformation', owner: 'a trail', expected, found });
}
