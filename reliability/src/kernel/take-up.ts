import { type AttemptFate, type AttemptRef, type ResumedEvent, StepState, type Trail } from '@autotrail/layer1';
import type { Random } from '../support/random.js';
import { promise } from './breach.js';
import type { Draw } from './random-events.js';

const FROM = [
  StepState.Running,
  StepState.Waiting,
  StepState.Paused,
  StepState.PausedOnFail,
  StepState.Failed,
  StepState.Blocked,
  StepState.Interrupted,
];
const TO = [
  StepState.Ready,
  StepState.Waiting,
  StepState.ToPause,
  StepState.ToSkip,
  StepState.ToBlock,
  StepState.Interrupted,
] as const;

/** What the next server finds of the attempts of the one before, and does about it: each attempt is lost, left behind, or goes on. */
export function takeUp({ random, trail, world }: Draw): ResumedEvent {
  checkAttemptsUnderWay(trail);
  world.loseServer();
  const attempts = trail.attemptsUnderWay.map((attempt) => ({ ...attempt, ...fateOf(attempt, { random, trail, world }) }));
  for (const attempt of attempts) if (attempt.fate === 'lost') world.end(attempt);
  for (const attempt of world.alive.slice()) if (!attempts.some((one) => isSame(one, attempt))) world.end(attempt);
  return { type: 'resumed', attempts, transformed: transforms(random, trail, attempts), policies: [] };
}

/** Of each step the attempt that runs, or that was ended and is not gone. */
function checkAttemptsUnderWay(trail: Trail): void {
  const expected = trail.steps.flatMap(({ n }) => {
    const { state, attempt, ending } = trail.record(n);
    return state === StepState.Running ? [`${n}.${attempt}`] : ending === null ? [] : [`${n}.${ending}`];
  });
  const told = trail.attemptsUnderWay.map(({ n, attempt }) => `${n}.${attempt}`);
  promise(20, told.join() === expected.join(), () => `the attempts ${expected.join()} are open, and ${told.join()} are told`);
}

/** One that was never started is lost; one that has ended without anybody having noted it may still say so. */
function fateOf(attempt: AttemptRef, { random, world }: Draw): AttemptFate {
  if (!world.hasStarted(attempt)) return { fate: 'lost' };
  const fate = random.below(world.isAlive(attempt) ? 3 : 2);
  if (fate === 0) return { fate: 'lost' };
  if (fate === 2) return { fate: 'left behind', processes: [{ pid: 7, startTime: '7', command: 'sleep' }] };
  world.revive(attempt);
  return { fate: 'kept' };
}

/** Now and then steps are put into another state. A condition that has failed is not: others have gone on because of it. */
function transforms(random: Random, trail: Trail, attempts: readonly (AttemptRef & AttemptFate)[]): ResumedEvent['transformed'] {
  if (random.chance(0.85)) return [];
  const from = random.pick(FROM);
  const isKept = (n: number): boolean => attempts.some((one) => one.n === n && one.fate === 'kept');
  const isDecided = (n: number): boolean => from === StepState.Failed && trail.step(n).policy.skipProgenyOnFailure;
  const steps = trail.steps.map(({ n }) => n).filter((n) => trail.record(n).state === from && !isKept(n) && !isDecided(n));
  const to = random.pick(TO.filter((state) => state !== from)) ?? StepState.Ready;
  return steps.length === 0 ? [] : [{ to, steps }];
}

function isSame(one: AttemptRef, other: AttemptRef): boolean {
  return one.n === other.n && one.attempt === other.attempt;
}
