/**
 * The one table of what moves a step where.
 *
 * `handleApiCall`, the engine, the `allowed` actions of a status and the state diagram are read from it; nothing else compares
 * states. A custom engine passes another table to `buildTrail`.
 *
 *            start          reached            attempt ends
 *    Ready ────────> Waiting ──────> Running ─────────────> Succeeded | Failed | Paused due to failure
 *      │ pause/skip/block │             │ interrupt              (resume, skip, block lead on from the latter)
 *      └────────┬─────────┘             v
 *               v                   Interrupted ── resume ──> Waiting
 *    To Pause / To Skip / To Block ── reached ──> Paused / Skipped / Blocked
 */
import { StepState } from './states.js';

/** Why a step is where it is: AutoTrail's own causes, and whatever word the rows of a custom table have for theirs. */
export type Cause =
  | 'operator'
  | 'condition'
  | 'failure'
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
  /** An attempt is under way: entering such a state starts one, leaving it ends it. */
  readonly isActive?: true;
  /** The step's last attempt failed. */
  readonly isFailure?: true;
}

/** One way a step may move. */
export interface TransitionRow {
  /**
   * What sets it off: a call that names steps, a call for the whole trail, the step being reached, the end of its attempt, the
   * failure of a conditional step above it, the end of the server, or the loss of a server under whose attempt the step was.
   */
  readonly on: 'step call' | 'trail call' | 'reached' | 'attempt' | 'condition' | 'shutdown' | 'loss';
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
export type EngineRow = 'succeed' | 'fail' | 'pause_due_to_failure' | 'interrupt_for_shutdown' | 'lose' | 'lose_idempotent';

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
  [Skipped]: { isDone: true },
  [ToBlock]: {},
  [Blocked]: { isIgnored: true },
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
  set_pause_on_fail: { on: 'step call', from: FLAG_MATTERS, pauseOnFail: true },
  unset_pause_on_fail: { on: 'step call', from: FLAG_MATTERS, pauseOnFail: false },
  send_message_to_steps: { on: 'step call', from: [Running] },

  run: { on: 'reached', from: [Waiting], to: Running, cause: null },
  hold: { on: 'reached', from: [ToPause], to: Paused },
  leave_out: { on: 'reached', from: [ToSkip], to: Skipped },
  bar: { on: 'reached', from: [ToBlock], to: Blocked },

  succeed: { on: 'attempt', from: [Running], to: Succeeded, cause: null },
  fail: { on: 'attempt', from: [Running], to: Failed, cause: 'failure' },
  pause_due_to_failure: { on: 'attempt', from: [Running], to: PausedOnFail, cause: 'failure' },

  skip_by_condition: { on: 'condition', from: [Ready, Waiting, ToPause, ToSkip], to: Skipped, cause: 'condition' },
  block_by_condition: { on: 'condition', from: [ToBlock], to: Blocked, cause: 'condition' },

  interrupt_for_shutdown: { on: 'shutdown', from: [Running], to: Interrupted, cause: 'shutdown' },

  lose: { on: 'loss', from: [Running], to: Interrupted, cause: 'server lost' },
  lose_idempotent: { on: 'loss', from: [Running], to: Waiting, cause: 'server lost' },
} satisfies TransitionTable['rows'];

/** AutoTrail's own table. */
export const TRANSITIONS: TransitionTable & { readonly rows: Readonly<Record<keyof typeof ROWS, TransitionRow>> } = {
  states: STATES,
  rows: ROWS,
};
