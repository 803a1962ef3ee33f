import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlResult } from '@autotrail/layer1';
import { unlessGone } from '../support/unless-gone.js';
import { numbersOf } from './chronicle.js';
import { judgeSurvivors } from './judge-survivors.js';
import { processesOfAttempt } from './marked-processes.js';
import { SHAPES } from './shapes.js';
import type { ServedRun } from './tree-run.js';

/** How much later than at the end of their grace processes must be gone, or listed, in milliseconds. */
const AFTER_GRACE_MS = 1_000;
/** Messages to a tree that does not read any. */
const MESSAGES = 3;

/** Interrupts an attempt, and judges what comes of it. Ends early if the server dies. */
export async function interruptTree(run: ServedRun, attempt: string): Promise<void> {
  const { client, chronicle, tally } = run;
  const [n] = numbersOf(attempt);
  if (SHAPES[n]?.isDeaf) await speakTo(run, n);
  const isAlive = processesOfAttempt(run.home, attempt).length >= (SHAPES[n]?.processes ?? 0);
  const askedAt = performance.now();
  const answer = await unlessGone(client.interrupt({ n }, { actor: 'operator' }));
  if (answer === null) return;
  if (isAlive) tally.of(n).aliveAtInterrupt += 1;
  const wasInterrupted = answer.affected.some((step) => step.n === n);
  const isOver = await chronicle.until(() => chronicle.isOver(attempt) && chronicle.revision >= answer.revision);
  if (!isOver) return;
  tally.slowestEndMs = Math.max(tally.slowestEndMs, performance.now() - askedAt);
  if (!chronicle.ended.has(attempt)) {
    tally.abandoned += 1;
    await sleep(AFTER_GRACE_MS);
  }
  judgeClosure(run, attempt, answer);
  // A tree whose first process had ended may have been over by the time that it was to be ended: then the rest is listed.
  const isHeadless = SHAPES[n]?.isHeadless === true;
  const living = await judgeSurvivors(run, attempt, wasInterrupted && !isHeadless);
  if (isHeadless && wasInterrupted && living === 0) tally.headlessEnded += 1;
  tally.interrupts += 1;
  if (wasInterrupted) tally.of(n).interrupted += 1;
  else tally.of(n).finishedFirst += 1;
}

async function speakTo({ client }: ServedRun, n: number): Promise<void> {
  for (let k = 0; k < MESSAGES; k++) await unlessGone(client.sendMessageToSteps(`message ${k}`, { n }));
}

/** The history has either that it was interrupted, where it was answered so, or that it had ended before. */
function judgeClosure({ chronicle, tally }: ServedRun, attempt: string, { affected, revision }: ControlResult): void {
  const closure = chronicle.closures.get(attempt);
  const isAsAnswered =
    affected.length > 0
      ? closure?.by === 'command' && closure.revision === revision
      : closure?.by === 'ended' && closure.revision <= revision;
  if (isAsAnswered) return;
  const answered = affected.length > 0 ? `interrupted at ${revision}` : `over before ${revision}`;
  tally.breach('untrue', `attempt ${attempt} was answered to be ${answered}, and the history has ${JSON.stringify(closure)}`);
}
