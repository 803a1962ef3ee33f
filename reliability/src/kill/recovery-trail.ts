import { type Definition, type Environment, type Step, step } from '@autotrail/layer1';

/** Chains side by side, and the steps of each. */
const CHAINS = 20;
const LENGTH = 50;

/** 1,000 steps of which 20 can run at a time; those of every other chain may be made twice. */
export function recoveryTrail(): Definition {
  return Array.from({ length: CHAINS }, (_, chain) => {
    const idempotent = chain % 2 === 0;
    const kind = idempotent ? 'repeatable' : 'once';
    const steps = Array.from({ length: LENGTH }, (_, k) =>
      step((env: Environment) => env.input('What now?'), { name: `${kind}-${chain}-${k}`, kind }, { idempotent }),
    );
    return steps.slice(1).map((after, k): [Step, Step] => [steps[k] as Step, after]);
  }).flat();
}
