import type { Tags } from '@autotrail/core';
import type { StepState } from '../states.js';
import type { Trail } from '../trail/trail.js';
import type { TrailStep } from '../trail/trail-step.js';
import type { AffectedStep } from './api-call.js';

/** The steps that have every tag of the selector with that very value; all of them for `{}`. */
export function withTags(steps: readonly TrailStep[], selector: Tags): readonly TrailStep[] {
  return steps.filter((step) => step.matches(selector));
}

/** The steps that are in one of the states; all of them for `[]`. */
export function withStates(trail: Trail, steps: readonly TrailStep[], states: readonly StepState[]): readonly TrailStep[] {
  return states.length === 0 ? steps : steps.filter(({ n }) => states.includes(trail.record(n).state));
}

/** The steps as answers show them. */
export function affected(steps: readonly TrailStep[]): readonly AffectedStep[] {
  return steps.map(({ n, name }) => ({ n, name }));
}
