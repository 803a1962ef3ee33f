import { setImmediate as turn } from 'node:timers/promises';
import { type Definition, type Environment, type Step, step } from '@autotrail/layer1';
import { isRepeatable, type KillContext, killTrail } from '../kill/kill-trail.js';

type Witness = (key: string) => void;

/** Lines that a talkative step puts out: more than are kept. */
const LINES = 3_000;
/** Lines that it puts out in one turn of the event loop. */
const IN_A_ROW = 50;
/** Steps beside each other, and after each other. */
const WIDTH = 120;
const LENGTH = 80;

/** Steps that talk a lot, all at a time, between a first and a last one. */
function wide(witness: Witness): Definition<KillContext> {
  const first = soaked('first', witness);
  const last = soaked('last', witness);
  return Array.from({ length: WIDTH }, (_, k) => soaked(k % 10 === 0 ? `talks-${k}` : `ends-${k}`, witness)).flatMap(
    (middle): Definition<KillContext> => [
      [first, middle],
      [middle, last],
    ],
  );
}

/** Steps one after the other, each of which may be made twice. */
function long(witness: Witness): Definition<KillContext> {
  const steps = Array.from({ length: LENGTH }, (_, k) => soaked(`repeatable-${k}`, witness));
  return steps.slice(1).map((after, k) => [steps[k] as Step<KillContext>, after] as const);
}

const KINDS: readonly ((witness: Witness) => Definition<KillContext>)[] = [killTrail, wide, killTrail, long];

/** The trail of that number: trails of several kinds take turns. */
export function soakTrail(number: number, witness: Witness): Definition<KillContext> {
  return (KINDS[number % KINDS.length] as typeof killTrail)(witness);
}

/** A step whose name says what it is like. */
function soaked(name: string, witness: Witness): Step<KillContext> {
  const kind = name.replace(/-\d+$/, '');
  return step(
    async (env: Environment, context: KillContext) => {
      witness(env.key);
      if (kind === 'talks') await talk(env);
      context.ended += 1;
      return env.attempt;
    },
    { name, kind },
    { idempotent: isRepeatable(name) },
  );
}

/** Not without a pause: what is measured is the server, not its actions. */
async function talk(env: Environment): Promise<void> {
  for (let line = 0; line < LINES; line++) {
    if (line % IN_A_ROW === 0) await turn();
    env.output(`line ${line} of ${env.key}`);
  }
}
