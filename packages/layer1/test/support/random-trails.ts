import type { Tags } from '@autotrail/core';
import fc from 'fast-check';
import { buildTrail } from '../../src/build-trail.js';
import { type Definition, type Step, type StepOptions, step } from '../../src/step.js';
import type { Trail } from '../../src/trail/trail.js';
import { CONDITION } from './trails.js';

/** A step of a random trail: how many places before it its parents stand, and those whose failure it is there for, and its options. */
export interface RandomStep {
  readonly parents: readonly number[];
  readonly failing: readonly number[];
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
  { weight: 1, arbitrary: fc.constant<StepOptions>({ timeoutMs: 40 }) },
  { weight: 1, arbitrary: fc.constant<StepOptions>({ retry: { attempts: 3, backoffMs: 10 }, idempotent: true }) },
  { weight: 1, arbitrary: fc.constant<StepOptions>({ ...CONDITION, timeoutMs: 60, retry: { attempts: 2, backoffMs: 0 } }) },
  { weight: 1, arbitrary: fc.constant<StepOptions>({ retry: { attempts: 2, on: ['X'], jitter: 0.5 }, pauseOnFail: false }) },
);

const distances = fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 3 });
const failing = fc.oneof(
  { weight: 4, arbitrary: fc.constant<readonly number[]>([]) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 2 }) },
);

/** Trails of up to 200 steps: several roots, joins, branches inside branches, conditions and failure pairs among them. */
export const randomTrails: fc.Arbitrary<readonly RandomStep[]> = fc.array(fc.record({ parents: distances, failing, options }), {
  minLength: 1,
  maxLength: 200,
  size: 'max',
});

/** A fresh trail of a random one. */
export function buildRandomTrail(random: readonly RandomStep[]): Trail {
  return buildRandomTrails([[random, {}]]);
}

/** A fresh trail of several random ones side by side, with the further tags that the steps of each carry. */
export function buildRandomTrails(parts: readonly (readonly [readonly RandomStep[], Tags])[]): Trail {
  const definitions = parts.map(([random, tags]) => definedBy(random, tags));
  const failurePairs = definitions.flatMap((part) => part.failurePairs);
  return buildTrail(
    definitions.flatMap((part) => part.pairs),
    { failurePairs },
  );
}

type Defined = { readonly [K in 'pairs' | 'failurePairs']: Definition };

function definedBy(random: readonly RandomStep[], tags: Tags): Defined {
  const steps: Step[] = random.map((one, i) => step(() => null, { name: `v${i}`, group: i % GROUPS, ...tags }, one.options));
  const pairsTo = (i: number, places: readonly number[]) =>
    places.filter((distance) => distance <= i).map((distance) => [steps[i - distance] as Step, steps[i] as Step] as const);
  const pairs = random.flatMap(({ parents }, i) => pairsTo(i, parents));
  // A pair stands in one of the lists.
  const failurePairs = random.flatMap(({ parents, failing }, i) =>
    pairsTo(
      i,
      failing.filter((distance) => !parents.includes(distance)),
    ),
  );
  return { pairs: [...pairs, ...steps.map((single) => [single] as const)], failurePairs };
}
