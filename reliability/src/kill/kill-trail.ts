import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '@autotrail/core';
import { type Definition, type Environment, type Step, step } from '@autotrail/layer1';

/** Chains of steps side by side. */
const CHAINS = 8;
/** Questions that a step asks. */
const QUESTIONS = 2;

/** What actions of the trail share. It is remembered with every attempt that ends. */
export interface KillContext {
  ended: number;
  /** What operators have put into it: no action does anything about that. */
  readonly told?: JsonObject;
}

type Body = (env: Environment, context: KillContext) => Promise<number | string>;

/**
 * A trail of 49 steps whose every attempt is witnessed outside of it: some end at once, some take a while, some wait for operators,
 * some fail the first time, some may be made twice.
 *
 * @param witness - is told the key of each attempt as the first thing that it does
 */
export function killTrail(witness: (key: string) => void): Definition<KillContext> {
  const act = (name: string, body: Body, idempotent = false): Step<KillContext> =>
    step(
      async (env: Environment, context: KillContext) => {
        witness(env.key);
        env.output(`${env.key} has begun`);
        const value = await body(env, context);
        context.ended += 1;
        return value;
      },
      { name, kind: name.replace(/-\d+$/, '') },
      { idempotent },
    );
  const last = act('last', async () => 'all done');
  return Array.from({ length: CHAINS }, (_, k): readonly Step<KillContext>[] => [
    act(`ends-${k}`, async ({ attempt }) => attempt),
    act(`asks-${k}`, asks),
    act(`takes-a-while-${k}`, takesAWhile),
    act(`listens-${k}`, listens),
    act(`repeatable-${k}`, takesAWhile, true),
    act(`fails-first-${k}`, failsFirst),
    last,
  ]).flatMap(chained);
}

/** Whether a step of the trail may be made twice. */
export function isRepeatable(name: string): boolean {
  return name.startsWith('repeatable-');
}

async function asks(env: Environment): Promise<string> {
  const answers: string[] = [];
  for (let k = 0; k < QUESTIONS; k++) answers.push(JSON.stringify(await env.input(`question ${k}`)));
  return answers.join();
}

async function takesAWhile(env: Environment): Promise<number> {
  await sleep(10 * (1 + (env.attempt % 3)), undefined, { signal: env.signal });
  return env.attempt;
}

async function listens(env: Environment): Promise<string> {
  for await (const message of env.messages) {
    env.output({ heard: message });
    return 'heard something';
  }
  throw new Error('nobody said anything');
}

async function failsFirst(env: Environment): Promise<number> {
  if (env.attempt === 1) throw new Error('the first attempt fails');
  return env.attempt;
}

function chained(steps: readonly Step<KillContext>[]): [Step<KillContext>, Step<KillContext>][] {
  return steps.slice(1).map((after, k) => [steps[k] as Step<KillContext>, after]);
}
