/** What each kind of event does to a trail. An event about something that is over is ignored: it changes nothing. */
import type { Failure } from '../action.js';
import { layer1Error } from '../errors.js';
import type { TransitionRow } from '../transitions.js';
import type { AttemptRef, Timer } from './effects.js';
import type { CommandEvent, EndedEvent, LimitEvent, SurvivorsEvent, TrailEvent } from './events.js';
import type { Plan } from './plan.js';
import { message, prompt, promptTimer, reminder, reply, withdrawn } from './prompt-rules.js';
import { withSurvivorsOf } from './record.js';
import { resume } from './resume-rule.js';
import { isWorthRetrying, retryDelay } from './retry.js';
import type { MoveDetails, Turn } from './turn.js';
import { isUnderWay } from './under-way.js';

type Rules = { readonly [T in TrailEvent['type']]: (turn: Turn, event: Extract<TrailEvent, { readonly type: T }>) => void };

const RULES: Rules = {
  resumed: resume,
  note: () => {},
  survivors,
  command,
  message,
  reply,
  limit,
  context: ({ effects }, { key, value }) => void effects.push({ type: 'context', key, value }),
  shutdown,
  prompt,
  withdrawn,
  ended,
  timer: (turn, { timer: fired }) => timer(turn, fired),
};

/** Works one event into a trail. One that names a step there is none of is ignored: it may come from another machine. */
export function applyRule(turn: Turn, event: TrailEvent): void {
  if (event.type === 'timer' ? !turn.plan.hasStep(event.timer.n) : 'n' in event && !turn.plan.hasStep(event.n)) return;
  const rule = RULES[event.type] as (turn: Turn, event: TrailEvent) => void;
  rule(turn, event);
}

function command(turn: Turn, { moves, until, value }: CommandEvent): void {
  const rows = moves.map(({ row, steps }) => ({ row: rowOf(turn.plan, row), steps: steps.filter((n) => turn.plan.hasStep(n)) }));
  const values = { ...(until !== undefined && { until }), ...(value !== undefined && { returnValue: value }) };
  for (const { row, steps } of rows) {
    if (row.startsTrail === true && !turn.ledger.flags.isStarted) startTrail(turn);
    for (const n of steps) turn.move(n, row, { values });
    if (until !== undefined) for (const n of steps) waitUntil(turn, n, until);
  }
}

function rowOf({ table }: Plan, name: string): TransitionRow {
  const row = Object.hasOwn(table.rows, name) ? table.rows[name] : undefined;
  if (row === undefined) throw layer1Error('AUTOTRAIL_UNKNOWN_ROW', { row: name });
  return row;
}

/** What is reached by now is looked at first, so that all of it starts in order of `n`, whenever it was made Waiting. */
function startTrail(turn: Turn): void {
  turn.ledger.flags.isStarted = true;
  turn.lookAtReached();
}

function waitUntil(turn: Turn, n: number, at: number): void {
  const { attempt, until } = turn.ledger.record(n);
  if (until === at) turn.effects.push({ type: 'timer', timer: { kind: 'wait', n, attempt, at }, at });
}

/** A higher limit may let steps go on that wait for a slot. */
function limit(turn: Turn, { tags, most }: LimitEvent): void {
  turn.ledger.setLimit({ tags, most });
}

function shutdown(turn: Turn): void {
  turn.ledger.flags.isShuttingDown = true;
  for (let n = 0; n < turn.plan.dag.size; n++) turn.move(n, turn.plan.table.rows.interrupt_for_shutdown);
}

function survivors(turn: Turn, { n, attempt, processes }: SurvivorsEvent): void {
  const { attempt: newest, survivors: before } = turn.ledger.record(n);
  if (attempt <= newest) turn.set({ n, survivors: withSurvivorsOf(before, attempt, processes) });
}

function ended(turn: Turn, { n, attempt, outcome }: EndedEvent): void {
  if (turn.ledger.record(n).ending === attempt) return gone(turn, n);
  if (!isUnderWay(turn, { n, attempt })) return;
  if (!outcome.ok) return fail(turn, { n, attempt }, { failure: outcome, isGone: true });
  turn.move(n, turn.plan.table.rows.succeed, { values: { returnValue: outcome.value }, isGone: true });
}

interface Failed extends MoveDetails {
  readonly failure: Failure;
}

/** A failed attempt is made again, while that is wanted; else an operator decides, or it is given up. */
function fail(turn: Turn, { n, attempt }: AttemptRef, { failure, values, ...rest }: Failed): void {
  const { plan, at } = turn;
  const { pauseOnFail, tries } = turn.ledger.record(n);
  const { retry } = plan.step(n).policy;
  const shown = { returnValue: failure.value ?? failure.error.message };
  if (retry !== undefined && isWorthRetrying(retry, tries, failure.error)) {
    const until = at + retryDelay(retry, { trail: plan.name, n, attempt, tries });
    turn.move(n, plan.table.rows.retry, { ...rest, values: { ...shown, until } });
    return waitUntil(turn, n, until);
  }
  const row = pauseOnFail ? plan.table.rows.pause_due_to_failure : plan.table.rows.end_failed;
  turn.move(n, row, { ...rest, values: { ...shown, ...values } });
}

function timer(turn: Turn, fired: Timer): void {
  switch (fired.kind) {
    case 'grace':
      return abandon(turn, fired);
    case 'attempt':
      return timeOut(turn, fired);
    case 'prompt':
      return promptTimer(turn, fired);
    case 'reminder':
      return reminder(turn, fired);
    case 'wait':
      return endWait(turn, fired);
  }
}

/** Nobody waits any longer for an attempt that will not end; what it still does outside is unknown, so it is shown. */
function abandon(turn: Turn, { n, attempt }: AttemptRef): void {
  if (turn.ledger.record(n).ending !== attempt) return;
  turn.set({ n, ending: null, abandoned: attempt });
  turn.lookAt(n);
}

/** An attempt that takes too long has failed, and is ended. */
function timeOut(turn: Turn, { n, attempt }: AttemptRef): void {
  if (!isUnderWay(turn, { n, attempt })) return;
  const { timeoutMs = 0 } = turn.plan.step(n).policy;
  const { code, message: text } = layer1Error('AUTOTRAIL_STEP_TIMED_OUT', { timeoutMs });
  const failure: Failure = { ok: false, error: { code, message: text } };
  fail(turn, { n, attempt }, { failure, values: { cause: 'timeout' }, reason: 'timeout' });
}

/** What is held until a date goes on, and what waits to be tried again is. */
function endWait(turn: Turn, { n, at }: Extract<Timer, { readonly kind: 'wait' }>): void {
  const { until, state } = turn.ledger.record(n);
  if (until !== at) return;
  const { release } = turn.plan.table.rows;
  if (release.from.includes(state)) return turn.move(n, release);
  turn.set({ n, until: null, cause: null });
  turn.lookAt(n);
}

function gone(turn: Turn, n: number): void {
  turn.set({ n, ending: null });
  turn.lookAt(n);
}
