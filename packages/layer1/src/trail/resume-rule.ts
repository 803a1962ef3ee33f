/** What taking a trail up from its journal does to it. */
import type { AttemptFate } from './attempt-fate.js';
import type { AttemptRef } from './effects.js';
import type { ResumedEvent } from './events.js';
import { openPrompts } from './prompt.js';
import { setTimers } from './prompt-rules.js';
import { withSurvivorsOf } from './record.js';
import type { Turn } from './turn.js';

/**
 * Nothing that was under way is run again behind an operator's back: it is Interrupted, with a cause of its own, unless the step is
 * idempotent. Processes that are left of an attempt are waited for like those of any attempt that is being ended.
 */
export function resume(turn: Turn, { attempts, transformed }: ResumedEvent): void {
  turn.ledger.flags.isShuttingDown = false;
  for (const attempt of attempts) if (turn.plan.hasStep(attempt.n)) takeUp(turn, attempt);
  for (let n = 0; n < turn.plan.dag.size; n++) goOnWaiting(turn, n);
  for (const { to, steps } of transformed) for (const n of steps) if (turn.plan.hasStep(n)) transform(turn, n, to);
  // What a server that was shutting down did not start.
  turn.lookAtReached();
}

function takeUp(turn: Turn, attempt: AttemptRef & AttemptFate): void {
  const { n } = attempt;
  const { state, survivors } = turn.ledger.record(n);
  const isUnderWay = turn.plan.meaning(state).isActive === true;
  if (attempt.fate === 'kept' && isUnderWay) return keep(turn, attempt);
  if (attempt.fate === 'left behind') {
    turn.set({ n, survivors: withSurvivorsOf(survivors, attempt.attempt, attempt.processes) });
  }
  if (isUnderWay) turn.move(n, turn.plan.table.rows[turn.plan.step(n).policy.idempotent ? 'lose_idempotent' : 'lose']);
  else if (attempt.fate !== 'lost') turn.endAttempt(attempt, 'server lost');
  if (attempt.fate === 'lost') turn.set({ n, ending: null });
}

/** Its prompts stay open, and time out when they would have; so does the attempt. */
function keep(turn: Turn, { n, attempt }: AttemptRef): void {
  const record = turn.ledger.record(n);
  for (const prompt of openPrompts(record)) setTimers(turn, { n, attempt, prompt });
  const { timeoutMs } = turn.plan.step(n).policy;
  if (timeoutMs === undefined) return;
  turn.effects.push({ type: 'timer', timer: { kind: 'attempt', n, attempt }, at: record.since + timeoutMs });
}

/** A wait ends when it would have. */
function goOnWaiting(turn: Turn, n: number): void {
  const { until, attempt } = turn.ledger.record(n);
  if (until !== null) turn.effects.push({ type: 'timer', timer: { kind: 'wait', n, attempt, at: until }, at: until });
}

function transform(turn: Turn, n: number, to: ResumedEvent['transformed'][number]['to']): void {
  const { state } = turn.ledger.record(n);
  turn.move(n, { on: 'loss', from: [state], to, cause: 'server lost' });
}
