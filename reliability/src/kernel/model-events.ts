import { StepState, type TrailEvent } from '@autotrail/layer1';
import type { ModelState } from './model-state.js';
import { retryAt } from './model-step.js';
import { withLimit } from './slots.js';
import { CALLS, causeOfCall } from './specification.js';

type EventOf<T extends TrailEvent['type']> = Extract<TrailEvent, { readonly type: T }>;

/** How an attempt failed. */
interface Failing {
  readonly cause: 'failure' | 'timeout';
  readonly error: { readonly code?: string; readonly name?: string };
}

/** What an event does by itself, before anything follows from it. */
export function happen(model: ModelState, event: TrailEvent): void {
  switch (event.type) {
    case 'command':
      return command(model, event);
    case 'limit':
      model.limits = withLimit(model.limits, event);
      return;
    case 'shutdown':
      model.isShuttingDown = true;
      for (let n = 0; n < model.shape.size; n++) model.stop(n, StepState.Interrupted, 'shutdown');
      return;
    case 'ended':
      return ended(model, event);
    case 'timer':
      if (model.steps[event.timer.n] !== undefined) timeIsOver(model, event);
      return;
    case 'resumed':
      return resumed(model, event);
  }
}

function command(model: ModelState, { moves, until, value }: EventOf<'command'>): void {
  for (const { row, steps } of moves) {
    if (row === 'start') model.isStarted = true;
    for (const n of steps) {
      if (!moveByCall(model, n, row)) continue;
      const step = model.step(n);
      if (row === 'pause' && until !== undefined) step.until = [until, until];
      if (row === 'mark_done') step.returnValue = value ?? step.returnValue;
    }
  }
}

/** Answers whether the call affected the step. */
function moveByCall(model: ModelState, n: number, row: string): boolean {
  const step = model.steps[n];
  const rule = CALLS.get(row);
  if (step === undefined || rule?.from.includes(step.state) !== true) return false;
  if (rule.pauseOnFail !== undefined) step.pauseOnFail = rule.pauseOnFail;
  if (rule.to === StepState.Interrupted) model.stop(n, rule.to, 'operator');
  else if (rule.to !== undefined) model.move(n, rule.to, causeOfCall(rule.to));
  if (rule.to === StepState.Waiting) step.tries = 0;
  return true;
}

function ended(model: ModelState, { n, attempt, outcome }: EventOf<'ended'>): void {
  const step = model.steps[n];
  if (step === undefined) return;
  if (step.ending === attempt) step.ending = null;
  else if (!isUnderWay(model, n, attempt)) return;
  else if (outcome.ok) {
    model.move(n, StepState.Succeeded, null);
    step.returnValue = outcome.value;
  } else {
    failed(model, n, { cause: 'failure', error: outcome.error });
    step.returnValue = outcome.value ?? outcome.error.message;
  }
}

/** The last of the attempts that a step has in one go decides; before it the next one is waited for. */
function failed(model: ModelState, n: number, { cause, error }: Failing): void {
  const step = model.step(n);
  const options = model.shape.options[n] ?? {};
  const until = retryAt(options, step.tries, { at: model.at, error });
  if (until !== null) model.move(n, StepState.Waiting, 'timer');
  else model.move(n, step.pauseOnFail ? StepState.PausedOnFail : StepState.Failed, cause);
  step.until = until;
}

function timeIsOver(model: ModelState, { timer }: EventOf<'timer'>): void {
  const { n, attempt } = timer;
  const step = model.step(n);
  if (timer.kind === 'wait') {
    if (step.until?.[0] === timer.at) model.endWait(n);
  } else if (timer.kind === 'grace') {
    if (step.ending !== attempt) return;
    step.ending = null;
    step.abandoned = attempt;
  } else if (timer.kind === 'attempt' && isUnderWay(model, n, attempt)) {
    step.ending = attempt;
    failed(model, n, { cause: 'timeout', error: { code: 'AUTOTRAIL_STEP_TIMED_OUT' } });
    step.returnValue = undefined;
  } else if (timer.kind === 'prompt' && step.skipsAt.includes(timer.promptId)) {
    model.stop(n, StepState.ToSkip, 'timer');
  }
}

function resumed(model: ModelState, { attempts, transformed }: EventOf<'resumed'>): void {
  model.isShuttingDown = false;
  for (const { n, fate } of attempts) {
    if (fate === 'kept') continue;
    model.stop(n, model.shape.options[n]?.idempotent === true ? StepState.Waiting : StepState.Interrupted, 'server lost');
    if (fate === 'lost') model.step(n).ending = null;
  }
  for (const { to, steps } of transformed) for (const n of steps) model.move(n, to, 'server lost');
}

function isUnderWay(model: ModelState, n: number, attempt: number): boolean {
  const step = model.step(n);
  return step.state === StepState.Running && step.attempt === attempt;
}
