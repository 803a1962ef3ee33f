import { StepState, TRANSITIONS, type TransitionTable } from '@autotrail/layer1';

const { Ready, Waiting, ToPause, Paused, PausedOnFail, ToSkip, ToBlock, Interrupted } = StepState;

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
    ...TRANSITIONS.rows,
    start: { on: 'trail call', from: [Ready], to: ToPause, cause: 'approval', startsTrail: true },
    next_steps: { on: 'trail call', from: [PausedOnFail], to: ToPause, cause: 'approval' },
    resume: { on: 'step call', from: [PausedOnFail, Interrupted], to: ToPause, cause: 'approval' },
    unskip: { on: 'step call', from: [ToSkip], to: ToPause, cause: 'approval' },
    unblock: { on: 'step call', from: [ToBlock], to: ToPause, cause: 'approval' },
    // What may be made twice needs its approval once more, too.
    lose_idempotent: TRANSITIONS.rows.lose,
    approve: { on: 'step call', from: [Paused], to: Waiting, cause: null },
  },
};
