/**
 * The one table of what moves a step where.
 *
 * `handleApiCall`, the engine, the `allowed` actions of a status and the state diagram are read from it; nothing else compares
 * states. A custom engine passes another table to `buildTrail`.
 *
 *            start          reached            attempt ends
 *    Ready ────────> Waiting ──────> Running ─────────────> Succeeded | Failed | Paused due to failure | Waiting (to be retried)
 *      │ pause/skip/block │             │ interrupt              (resume, skip, block, mark_done, fail lead on from the third)
 *      └────────┬─────────┘             v
 *               v                   Interrupted ── resume ──> Waiting
 *    To Pause / To Skip / To Block ── reached ──> Paused / Skipped / Blocked
 *
 *    Succeeded | Failed | Skipped | Blocked ── rerun ──> Waiting
 */
import { StepState } from './states.js';

/** Why a step is where it is: AutoTrail's own causes, and whatever word the rows of a custom table have for theirs. */
export type Cause =
  | 'operator'
  | 'condition'
  | 'failure'
  | 'timeout'
  | 'timer'
  | 'slot'
  | 'unreachable'
  | 'shutdown'
  | 'previous attempt ending'
  | 'server lost'
  | (string & Record<never, never>);

/** What a state means to the engine. */
export interface StateMeaning {
  /** What comes after the step may go on. */
  readonly isDone?: true;
  /** The step is given up: what comes after it stays unreached, and the trail does not wait for it. */
  readonly isIgnored?: true;
  /** The step is over without having been run to its end. */
  readonly isLeftOut?: true;
  /** An attempt is under way: entering such a state starts one, leaving it ends it. */
  readonly isActive?: true;
  /** The step's last attempt failed. */
  readonly isFailure?: true;
}

/** One way a step may move. */
export interface TransitionRow {
  /**
   * What sets it off: a call that names steps; a call that is about more than the steps it names; the step being reached, or no longer
   * reached; a handler being reached whose steps did not fail; the end of an attempt; the end of a time; the failure of a conditional
   * step above it, or that failure being taken back; the end of the server, or its loss during an attempt of the step.
   */
  readonly on:
    | 'step call'
    | 'trail call'
    | 'reached'
    | 'unreached'
    | 'untriggered'
    | 'attempt'
    | 'timer'
    | 'condition'
    | 'taken back'
    | 'shutdown'
    | 'loss';
  /** The states it leads out of. A step in another state is left alone. */
  readonly from: readonly StepState[];
  /** The state it leads to. Left out: the state stays, and only a flag is set. */
  readonly to?: StepState;
  /** The cause shown beside the new state; `null` clears it, left out keeps it. */
  readonly cause?: Cause | null;
  /** The new value of the step's pause-on-fail flag. */
  readonly pauseOnFail?: boolean;
  /** Starts the trail: before the first such row nothing runs. */
  readonly startsTrail?: true;
}

/** What the states mean, and every way a step may move. */
export interface TransitionTable {
  readonly states: Readonly<Record<StepState, StateMeaning>>;
  /** By name. A call names the row it asks for; the engine itself uses those of {@link EngineRow}. */
  readonly rows: Readonly<Record<string, TransitionRow> & Record<EngineRow, TransitionRow>>;
}

/** The rows the engine names by itself. */
export type EngineRow =
  | 'succeed'
  | 'end_failed'
  | 'pause_due_to_failure'
  | 'retry'
  | 'release'
  | 'skip_by_timeout'
  | 'take_back_skip'
  | 'take_back_block'
  | 'interrupt_for_shutdown'
  | 'lose'
  | 'lose_idempotent';

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

/** Where an operator may still decide that a step is left out. */
const UNDECIDED = [Ready, Waiting, ToPause, Paused, PausedOnFail, Interrupted] as const;
const HELD = [ToPause, Paused, PausedOnFail] as const;
const FLAG_MATTERS = [Ready, Waiting, Interrupted, ToPause, Paused] as const;

const STATES: TransitionTable['states'] = {
  [Ready]: {},
  [Waiting]: {},
  [Running]: { isActive: true },
  [Succeeded]: { isDone: true },
  [Failed]: { isIgnored: true, isFailure: true },
  [PausedOnFail]: { isFailure: true },
  [ToPause]: {},
  [Paused]: {},
  [ToSkip]: {},
  [Skipped]: { isDone: true, isLeftOut: true },
  [ToBlock]: {},
  [Blocked]: { isIgnored: true, isLeftOut: true },
  [Interrupted]: {},
};

const ROWS = {
  start: { on: 'trail call', from: [Ready], to: Waiting, cause: null, startsTrail: true },
  next_steps: { on: 'trail call', from: HELD, to: Waiting, cause: null },
  stop: { on: 'trail call', from: [Ready, Waiting, ToPause, Paused], to: ToBlock, cause: 'operator' },

  pause: { on: 'step call', from: [Ready, Waiting], to: ToPause, cause: 'operator' },
  resume: { on: 'step call', from: [...HELD, Interrupted], to: Waiting, cause: null },
  skip: { on: 'step call', from: UNDECIDED, to: ToSkip, cause: 'operator' },
  unskip: { on: 'step call', from: [ToSkip], to: Waiting, cause: null },
  block: { on: 'step call', from: UNDECIDED, to: ToBlock, cause: 'operator' },
  unblock: { on: 'step call', from: [ToBlock], to: Waiting, cause: null },
  interrupt: { on: 'step call', from: [Running], to: Interrupted, cause: 'operator' },
  mark_done: { on: 'step call', from: [Failed, PausedOnFail, Paused, Interrupted], to: Succeeded, cause: 'operator' },
  fail: { on: 'step call', from: [PausedOnFail, Interrupted], to: Failed, cause: 'operator' },
  rerun: { on: 'step call', from: [Succeeded, Failed, Skipped, Blocked], to: Waiting, cause: null },
  set_pause_on_fail: { on: 'step call', from: FLAG_MATTERS, pauseOnFail: true },
  unset_pause_on_fail: { on: 'step call', from: FLAG_MATTERS, pauseOnFail: false },
  send_message_to_steps: { on: 'step call', from: [Running] },

  rerun_below: { on: 'trail call', from: [Succeeded, Failed, PausedOnFail, Skipped], to: Waiting, cause: null },
  keep_skipped: { on: 'trail call', from: [Skipped], to: ToSkip, cause: 'operator' },
  keep_blocked: { on: 'trail call', from: [Blocked], to: ToBlock, cause: 'operator' },
  keep_decided: { on: 'trail call', from: [Succeeded, Failed], to: ToPause, cause: 'operator' },
  keep_interrupted: { on: 'trail call', from: [Interrupted], to: ToPause, cause: 'operator' },

  run: { on: 'reached', from: [Waiting], to: Running, cause: null },
  hold: { on: 'reached', from: [ToPause], to: Paused },
  leave_out: { on: 'reached', from: [ToSkip], to: Skipped },
  bar: { on: 'reached', from: [ToBlock], to: Blocked },
  hold_back: { on: 'unreached', from: [Paused], to: ToPause },
  skip_untriggered: { on: 'untriggered', from: [Ready, Waiting, ToPause], to: Skipped, cause: 'condition' },

  succeed: { on: 'attempt', from: [Running], to: Succeeded, cause: null },
  end_failed: { on: 'attempt', from: [Running], to: Failed, cause: 'failure' },
  pause_due_to_failure: { on: 'attempt', from: [Running], to: PausedOnFail, cause: 'failure' },
  retry: { on: 'attempt', from: [Running], to: Waiting, cause: 'timer' },

  release: { on: 'timer', from: [ToPause, Paused], to: Waiting, cause: null },
  skip_by_timeout: { on: 'timer', from: [Running], to: ToSkip, cause: 'timer' },

  skip_by_condition: { on: 'condition', from: [Ready, Waiting, ToPause, ToSkip], to: Skipped, cause: 'condition' },
  block_by_condition: { on: 'condition', from: [ToBlock], to: Blocked, cause: 'condition' },
  take_back_skip: { on: 'taken back', from: [Skipped], to: Waiting, cause: null },
  take_back_block: { on: 'taken back', from: [Blocked], to: ToBlock, cause: 'operator' },

  interrupt_for_shutdown: { on: 'shutdown', from: [Running], to: Interrupted, cause: 'shutdown' },

  lose: { on: 'loss', from: [Running], to: Interrupted, cause: 'server lost' },
  lose_idempotent: { on: 'loss', from: [Running], to: Waiting, cause: 'server lost' },
} satisfies TransitionTable['rows'];

/** AutoTrail's own table. */
export const TRANSITIONS: TransitionTable & { readonly rows: Readonly<Record<keyof typeof ROWS, TransitionRow>> } = {
  states: STATES,
  rows: ROWS,
};
