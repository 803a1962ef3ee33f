/**
 * What the words mean and what the calls do, written down a second time: nothing here is read from the engine, so that the engine can
 * be compared with it.
 */
import { StepState } from '@autotrail/layer1';

const {
  Ready,
  Waiting,
  Running,
  Succeeded,
  Failed,
  PausedOnFail,
  ToPause,
  Paused,
  ToSkip,
  Skipped,
  ToBlock,
  Blocked,
  Interrupted,
} = StepState;

/** What a call does to a step. */
export interface CallRule {
  readonly from: readonly StepState[];
  readonly to?: StepState;
  readonly pauseOnFail?: boolean;
}

const LEFT_OUT_FROM = [Ready, Waiting, ToPause, Paused, PausedOnFail, Interrupted];
const FLAG_FROM = [Ready, Waiting, Interrupted, ToPause, Paused];

/** The calls that act on steps, and what `rerun` does to the steps below. */
export const CALLS: ReadonlyMap<string, CallRule> = new Map<string, CallRule>([
  ['start', { from: [Ready], to: Waiting }],
  ['next_steps', { from: [ToPause, Paused, PausedOnFail], to: Waiting }],
  ['stop', { from: [Ready, Waiting, ToPause, Paused], to: ToBlock }],
  ['pause', { from: [Ready, Waiting], to: ToPause }],
  ['resume', { from: [ToPause, Paused, PausedOnFail, Interrupted], to: Waiting }],
  ['skip', { from: LEFT_OUT_FROM, to: ToSkip }],
  ['unskip', { from: [ToSkip], to: Waiting }],
  ['block', { from: LEFT_OUT_FROM, to: ToBlock }],
  ['unblock', { from: [ToBlock], to: Waiting }],
  ['interrupt', { from: [Running], to: Interrupted }],
  ['mark_done', { from: [Failed, PausedOnFail, Paused, Interrupted], to: Succeeded }],
  ['fail', { from: [PausedOnFail, Interrupted], to: Failed }],
  ['rerun', { from: [Succeeded, Failed, Skipped, Blocked], to: Waiting }],
  ['rerun_below', { from: [Succeeded, Failed, PausedOnFail, Skipped], to: Waiting }],
  ['keep_skipped', { from: [Skipped], to: ToSkip }],
  ['keep_blocked', { from: [Blocked], to: ToBlock }],
  ['keep_decided', { from: [Succeeded, Failed], to: ToPause }],
  ['keep_interrupted', { from: [Interrupted], to: ToPause }],
  ['set_pause_on_fail', { from: FLAG_FROM, pauseOnFail: true }],
  ['unset_pause_on_fail', { from: FLAG_FROM, pauseOnFail: false }],
  ['send_message_to_steps', { from: [Running] }],
]);

/** Calls with which operators decide on outcomes again, or by themselves. */
export const DECISIONS: readonly string[] = [
  'mark_done',
  'fail',
  'rerun',
  'rerun_below',
  'keep_skipped',
  'keep_blocked',
  'keep_decided',
  'keep_interrupted',
];

/** What moves a step without a call: from which states. */
export const ENGINE_MOVES: ReadonlyMap<string, readonly StepState[]> = new Map<string, readonly StepState[]>([
  ['run', [Waiting]],
  ['hold', [ToPause]],
  ['leave_out', [ToSkip]],
  ['bar', [ToBlock]],
  ['hold_back', [Paused]],
  ['skip_untriggered', [Ready, Waiting, ToPause]],
  ['succeed', [Running]],
  ['end_failed', [Running]],
  ['pause_due_to_failure', [Running]],
  ['retry', [Running]],
  ['release', [ToPause, Paused]],
  ['skip_by_timeout', [Running]],
  ['skip_by_condition', [Ready, Waiting, ToPause, ToSkip]],
  ['block_by_condition', [ToBlock]],
  ['take_back_skip', [Skipped]],
  ['take_back_block', [Blocked]],
  ['interrupt_for_shutdown', [Running]],
  ['lose', [Running]],
  ['lose_idempotent', [Running]],
]);

/** Whether what comes after a step in this state may go on. */
export function isDone(state: StepState): boolean {
  return state === Succeeded || state === Skipped;
}

/** Whether a step in this state is given up. */
export function isIgnored(state: StepState): boolean {
  return state === Failed || state === Blocked;
}

/** What becomes of a marked step when it is reached. */
export function reachedFrom(state: StepState): StepState | null {
  if (state === ToPause) return Paused;
  if (state === ToSkip) return Skipped;
  return state === ToBlock ? Blocked : null;
}

/** What becomes of a step in the branch of a condition that failed. */
export function byCondition(state: StepState): StepState | null {
  if (state === ToBlock) return Blocked;
  return state === Ready || state === Waiting || state === ToPause || state === ToSkip ? Skipped : null;
}

/** Whether a handler in this state is left out when it is reached and no failure is there for it. */
export function isLeftOutUntriggered(state: StepState): boolean {
  return state === Ready || state === Waiting || state === ToPause;
}

/** Along which row a step moves when what comes before it is run again; what somebody decided about it stays decided. */
export function rowBelow(state: StepState, cause: string | null): string | null {
  const isDecided = cause === 'operator';
  if (state === Interrupted) return 'keep_interrupted';
  // What a condition has blocked an operator wanted blocked before.
  if (state === Blocked) return 'keep_blocked';
  if (state === PausedOnFail) return 'rerun_below';
  if (!isDone(state) && !isIgnored(state)) return null;
  if (!isDecided) return 'rerun_below';
  return state === Skipped ? 'keep_skipped' : 'keep_decided';
}

/** The causes that moves to these states have when a call makes them. */
export function causeOfCall(to: StepState): 'operator' | null {
  return to === Waiting ? null : 'operator';
}
