import { setTimeout as never } from 'node:timers/promises';
import type { JsonValue } from '@autotrail/core';
import { type Definition, type Environment, type Step, step } from '@autotrail/layer1';

/** The trails a victim can serve. */
export type TrailKind = keyof typeof TRAILS;

/** Longer than any test: the attempt ends when it is interrupted. */
const FOR_EVER_MS = 2 ** 31 - 1;

const ends = (env: Environment): number => {
  env.output(`attempt ${env.attempt} is done`);
  return env.attempt;
};

/** Puts nothing out: the file of an output stays open, and here descriptors are counted. */
const endsQuietly = (env: Environment): number => env.attempt;

const asks = (env: Environment): Promise<JsonValue> => env.input({ question: 'Which host?', attempt: env.attempt });

const lasts = (env: Environment): Promise<void> => never(FOR_EVER_MS, undefined, { signal: env.signal });

const runs = (env: Environment): Promise<void> => {
  env.output('running until it is interrupted');
  return lasts(env);
};

const fails = (): never => {
  throw new Error('this step always fails');
};

const asksForEver = async (env: Environment): Promise<never> => {
  for (;;) await env.input('What next?');
};

/**
 * Steps in every state that stays as it is when nobody does anything: of each kind `held`, `left-out` and `barred` are what the
 * caller marks before the trail is started.
 */
function still(): Definition {
  const asking = many(4, (k) => step(asks, { name: `asks-${k}`, role: 'asks', host: `host-${k}` }));
  return [
    ...many(6, (k): [Step] => [step(ends, { name: `ends-${k}`, role: 'ends', weight: k / 2, urgent: k % 2 === 0 })]),
    ...asking.map((asker, k): [Step, Step] => [asker, step(ends, { name: `after-${k}`, role: 'after' })]),
    ...many(4, (k): [Step] => [step(runs, { name: `runs-${k}`, role: 'runs' })]),
    ...many(2, (k): [Step] => [step(fails, { name: `fails-${k}`, role: 'fails' })]),
    ...many(2, (k): [Step] => [step(fails, { name: `gives-up-${k}`, role: 'fails' }, { pauseOnFail: false })]),
    ...many(6, (k): [Step] => [step(ends, { name: `held-${k}`, role: 'held' })]),
    ...many(2, (k): [Step] => [step(ends, { name: `left-out-${k}`, role: 'left-out' })]),
    ...many(2, (k): [Step] => [step(ends, { name: `barred-${k}`, role: 'barred' })]),
  ];
}

/**
 * Steps that many clients can quarrel over without the trail ever coming to its end: `toggle` is never reached, so that every mark on
 * it can be taken back; `looper` asks again and again; `mortal` comes to an end like steps of any trail.
 */
function lively(): Definition {
  const gate = step(lasts, { name: 'gate', role: 'gate' });
  return [
    [gate],
    ...many(12, (k): [Step, Step] => [gate, step(ends, { name: `toggle-${k}`, role: 'toggle', group: `toggles-${k % 4}` })]),
    ...many(6, (k): [Step] => [step(asksForEver, { name: `looper-${k}`, role: 'looper', group: `loopers-${k % 2}` })]),
    ...many(8, chainOfMortals).flat(),
  ];
}

function chainOfMortals(k: number): Definition {
  const tags = { role: 'mortal', group: `mortals-${k}` };
  const second = step(fails, { name: `mortal-fails-${k}`, ...tags });
  return [
    [step(asks, { name: `mortal-asks-${k}`, ...tags }), second],
    [second, step(endsQuietly, { name: `mortal-ends-${k}`, ...tags })],
  ];
}

function many<T>(count: number, make: (k: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, k) => make(k));
}

/** By their names. */
export const TRAILS = { still, lively } satisfies Record<string, () => Definition>;
