import { StepState, TRANSITIONS, type TransitionRow, type TransitionTable } from '@autotrail/layer1';

const { Waiting, ToPause, Paused, PausedOnFail, Interrupted } = StepState;
const { rows } = TRANSITIONS;

/**
 * AutoTrail's table, with one idea changed: whatever led to Waiting leads to To Pause, so that a step is held when it is reached, and
 * an approval is the one way on from there. Being in the table, this holds for every call, on every wire.
 *
 *    Ready ── start ──> To Pause ── reached ──> Paused ── approve ──> Waiting ── reached ──> Running
 *                          ^                                                                    │
 *                          └─────── resume ─── Paused due to failure, Interrupted <─────────────┘
 */
export const APPROVAL_TRANSITIONS: TransitionTable = {
  ...TRANSITIONS,
  rows: {
    ...rows,
    start: held(rows.start),
    next_steps: { ...held(rows.next_steps), from: [PausedOnFail] },
    resume: { ...held(rows.resume), from: [PausedOnFail, Interrupted] },
    unskip: held(rows.unskip),
    unblock: held(rows.unblock),
    rerun: held(rows.rerun),
    rerun_below: held(rows.rerun_below),
    release: held(rows.release),
    take_back_skip: held(rows.take_back_skip),
    // What is made again needs its approval once more, too.
    retry: held(rows.retry),
    lose_idempotent: rows.lose,
    approve: { on: 'step call', from: [Paused], to: Waiting, cause: null },
  },
};

function held(row: TransitionRow): TransitionRow {
  return { ...row, to: ToPause, cause: 'approval' };
}
