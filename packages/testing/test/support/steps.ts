import type { JsonValue } from '@autotrail/core';
import { type Definition, type Environment, type Step, type StepOptions, type StepState, step } from '@autotrail/layer1';
import { expect } from 'vitest';
import type { Rehearsal } from '../../src/index.js';

/** A step whose action and hooks must never be run. */
export function never(name: string, options: StepOptions<unknown> = {}): Step<unknown> {
  const action = () => expect.fail(`the action of ${name} was run`);
  return step(action, { name }, { before: action, after: action, onFailure: action, ...options }) as Step<unknown>;
}

/** A step whose action asks, in a rehearsal too. */
export function asking(
  name: string,
  ask: (env: Environment) => Promise<unknown>,
  options: StepOptions<unknown> = {},
): Step<unknown> {
  const action = {
    name,
    run: () => expect.fail(`the action of ${name} was run`),
    rehearse: async (env: Environment) => ((await ask(env)) ?? null) as JsonValue,
  };
  return step(action, {}, options);
}

/** Steps that come one after the other. */
export function chain(...steps: readonly Step<unknown>[]): Definition<unknown> {
  const [first] = steps;
  if (steps.length === 1) return [[first as Step<unknown>]];
  return steps.slice(1).map((child, i) => [steps[i] as Step<unknown>, child] as const);
}

/** What has become of steps, by their names. */
export function statesOf({ states }: Rehearsal): Readonly<Record<string, StepState>> {
  return Object.fromEntries(states.map(({ name, state }) => [name, state]));
}

/** A timeline in words. */
export function told({ timeline }: Rehearsal): readonly string[] {
  return timeline.map(
    ({ at, name, attempt, state, cause }) => `${at} ${name} ${attempt} ${state}${cause === null ? '' : `: ${cause}`}`,
  );
}
