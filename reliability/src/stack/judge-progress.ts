import type { StepState } from '@autotrail/layer1';
import type { Random } from '../support/random.js';
import type { Life } from './life.js';
import { settled } from './simulated-server.js';
import type { Tally } from './tally.js';

/** States in which a step waits for an operator, who sees it. */
const HELD: readonly StepState[] = ['Blocked', 'Paused', 'Failed', 'Interrupted'];
const DONE: readonly StepState[] = ['Succeeded', 'Skipped'];
/** How often attempts end and operators resume what waits for them. */
const ROUNDS = 8;

/** Does all that operators and attempts can do for a trail: then it is finished, or somebody can see what it waits for. */
export async function judgeProgress(life: Life, { random, tally }: JudgeParts): Promise<string | null> {
  const { client, executor, clock } = life;
  await client.start().catch(() => {});
  for (let round = 0; round < ROUNDS; round++) {
    await client.resume();
    await settled();
    life.finishAll();
    clock.advance(1_000);
    await settled();
  }
  const steps = await client.status({}, { fields: ['n', 'state', 'cause'] });
  const open = new Set(executor.open.map(({ n }) => n));
  const lone = steps.find(({ n, state }) => state === 'Running' && !open.has(n));
  if (lone !== undefined) return `step ${lone.n} is Running, and no attempt of it is`;
  if (!steps.some(({ state }) => HELD.includes(state)) && !steps.every(({ state }) => DONE.includes(state))) {
    return `it is stuck: ${JSON.stringify(steps)}`;
  }
  return random.chance(0.2) ? judgeHistory(life, tally) : null;
}

interface JudgeParts {
  readonly random: Random;
  readonly tally: Tally;
}

/** Every revision once, in order, however small the pages are. */
async function judgeHistory({ client }: Life, tally: Tally): Promise<string | null> {
  tally.add('history read in pages of one');
  let revision = 0;
  for await (const record of client.history({ pageSize: 1 })) {
    if (record.revision !== revision) return `history has ${record.revision} where ${revision} should be`;
    revision += 1;
  }
  return revision > 0 ? null : 'there is no history';
}
