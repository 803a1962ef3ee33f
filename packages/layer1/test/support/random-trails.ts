import type { Tags } from '@autotrail/core';
import fc from 'fast-check';
import { buildTrail } from '../../src/build-trail.js';
import { type Definition, type Step, type StepOptions, step } from '../../src/step.js';
import type { Trail } from '../../src/trail/trail.js';
import { CONDITION } from './trails.js';

/** A step of a random trail: how many places before it its parents stand, and what is asked of the engine. */
export interface RandomStep {
  readonly parents: readonly number[];
  readonly options: StepOptions;
}

/** Steps carry one of so many values of the tag `group`. */
export const GROUPS = 5;

const options = fc.oneof(
  { weight: 5, arbitrary: fc.constant<StepOptions>({}) },
  { weight: 3, arbitrary: fc.constant(CONDITION) },
  { weight: 1, arbitrary: fc.constant<StepOptions>({ pauseOnFail: false }) },
  { weight: 1, arbitrary: fc.constant<StepOptions>({ idempotent: true }) },
  { weight: 1, arbitrary: fc.constant<StepOptions>({ skipProgenyOnFailure: true, graceMs: 5 }) },
);

/** Trails of up to 200 steps: several roots, joins, branches inside branches, and conditions among them. */
export const randomTrails: fc.Arbitrary<readonly RandomStep[]> = fc.array(
  fc.record({ parents: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 3 }), options }),
  { minLength: 1, maxLength: 200, size: 'max' },
);

/** A fresh trail of a random one. */
export function buildRandomTrail(random: readonly RandomStep[]): Trail {
  return buildTrail(randomDefinition(random));
}

/** The definition of a random trail; its steps carry further tags. */
export function randomDefinition(random: readonly RandomStep[], tags: Tags = {}): Definition {
  const steps: Step[] = random.map((one, i) => step(() => null, { name: `v${i}`, group: i % GROUPS, ...tags }, one.options));
  const pairs = random.flatMap(({ parents }, i) =>
    parents.filter((distance) => distance <= i).map((distance) => [steps[i - distance] as Step, steps[i] as Step] as const),
  );
  return [...pairs, ...steps.map((single) => [single] as const)];
}
