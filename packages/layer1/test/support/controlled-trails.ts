import fc from 'fast-check';
import { buildTrail } from '../../src/build-trail.js';
import { type Definition, type Step, type StepOptions, step } from '../../src/step.js';
import type { Limit } from '../../src/trail/limit.js';
import type { Trail } from '../../src/trail/trail.js';
import { CONDITION } from './trails.js';

/** A step of a random trail: how many places before it those stand which it follows, and those whose failure it is there for. */
interface ControlledStep {
  readonly parents: readonly number[];
  readonly failing: readonly number[];
  readonly options: StepOptions;
}

/** A random trail with failure pairs and limits. */
interface ControlledTrail {
  readonly steps: readonly ControlledStep[];
  readonly limits: readonly Limit[];
}

/** Steps carry one of so many values of the tag `group`. */
export const CONTROL_GROUPS = 3;

const retry = { attempts: 3, backoffMs: 4, factor: 2, jitter: 0.5 };
const options = fc.oneof(
  { weight: 5, arbitrary: fc.constant<StepOptions>({ pauseOnFail: false }) },
  { weight: 4, arbitrary: fc.constant<StepOptions>(CONDITION) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<StepOptions>({}, { idempotent: true, pauseOnFail: false }, { timeoutMs: 9, graceMs: 3 }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<StepOptions>({ retry }, { ...CONDITION, retry }, { retry, timeoutMs: 5, pauseOnFail: false }),
  },
);
const distance = fc.integer({ min: 1, max: 4 });
const controlledStep = fc.record({
  parents: fc.array(distance, { maxLength: 2 }),
  failing: fc.oneof(
    { weight: 1, arbitrary: fc.constant<number[]>([]) },
    { weight: 1, arbitrary: fc.array(distance, { maxLength: 2 }) },
  ),
  options,
});

/** Limits of the trail as a whole and of groups: steps may fall under two of them. */
export const randomLimit: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({ tags: fc.constant({}), most: fc.integer({ min: 0, max: 4 }) }),
  fc.record({
    tags: fc.record({ group: fc.nat(CONTROL_GROUPS - 1) }, { noNullPrototype: true }),
    most: fc.integer({ min: 0, max: 2 }),
  }),
);

/** Trails of 8 to 30 steps. */
export const controlledTrails: fc.Arbitrary<ControlledTrail> = fc.record({
  steps: fc.array(controlledStep, { minLength: 8, maxLength: 30, size: 'max' }),
  limits: fc.uniqueArray(randomLimit, { maxLength: 2, selector: ({ tags }) => JSON.stringify(tags) }),
});

/** A fresh trail of a random one. */
export function buildControlledTrail(random: ControlledTrail): Trail {
  const steps: Step[] = random.steps.map((one, i) => step(() => null, { name: `v${i}`, group: i % CONTROL_GROUPS }, one.options));
  const edgesTo = (i: number, distances: readonly number[]): Definition =>
    distances.filter((far) => far <= i).map((far) => [steps[i - far] as Step, steps[i] as Step]);
  const definition = random.steps.flatMap(({ parents }, i) => edgesTo(i, parents));
  const failurePairs = random.steps.flatMap(({ parents, failing }, i) =>
    edgesTo(
      i,
      failing.filter((far) => !parents.includes(far)),
    ),
  );
  return buildTrail([...definition, ...steps.map((one) => [one] as const)], { failurePairs, limits: random.limits });
}
