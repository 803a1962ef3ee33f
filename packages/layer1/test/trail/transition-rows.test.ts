import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { TRANSITIONS } from '../../src/transitions.js';

/** What each state means, written down a second time. */
const MEANINGS: Readonly<Record<StepState, readonly string[]>> = {
  [StepState.Ready]: [],
  [StepState.Waiting]: [],
  [StepState.Running]: ['isActive'],
  [StepState.Succeeded]: ['isDone'],
  [StepState.Failed]: ['isFailure', 'isIgnored'],
  [StepState.PausedOnFail]: ['isFailure'],
  [StepState.ToPause]: [],
  [StepState.Paused]: [],
  [StepState.ToSkip]: [],
  [StepState.Skipped]: ['isDone', 'isLeftOut'],
  [StepState.ToBlock]: [],
  [StepState.Blocked]: ['isIgnored', 'isLeftOut'],
  [StepState.Interrupted]: [],
};

/** The table, written down a second time: each row by what sets it off, the states it leads out of, and what it comes to. */
const ROWS: readonly string[] = [
  'start: trail call, Ready > Waiting, no cause, starts the trail',
  'next_steps: trail call, To Pause + Paused + Paused due to failure > Waiting, no cause',
  'stop: trail call, Ready + Waiting + To Pause + Paused > To Block, operator',
  'pause: step call, Ready + Waiting > To Pause, operator',
  'resume: step call, To Pause + Paused + Paused due to failure + Interrupted > Waiting, no cause',
  'skip: step call, Ready + Waiting + To Pause + Paused + Paused due to failure + Interrupted > To Skip, operator',
  'unskip: step call, To Skip > Waiting, no cause',
  'block: step call, Ready + Waiting + To Pause + Paused + Paused due to failure + Interrupted > To Block, operator',
  'unblock: step call, To Block > Waiting, no cause',
  'interrupt: step call, Running > Interrupted, operator',
  'mark_done: step call, Failed + Paused due to failure + Paused + Interrupted > Succeeded, operator',
  'fail: step call, Paused due to failure + Interrupted > Failed, operator',
  'rerun: step call, Succeeded + Failed + Skipped + Blocked > Waiting, no cause',
  'set_pause_on_fail: step call, Ready + Waiting + Interrupted + To Pause + Paused, pauses on failure',
  'unset_pause_on_fail: step call, Ready + Waiting + Interrupted + To Pause + Paused, goes on after failure',
  'send_message_to_steps: step call, Running',
  'rerun_below: trail call, Succeeded + Failed + Paused due to failure + Skipped > Waiting, no cause',
  'keep_skipped: trail call, Skipped > To Skip, operator',
  'keep_blocked: trail call, Blocked > To Block, operator',
  'keep_decided: trail call, Succeeded + Failed > To Pause, operator',
  'keep_interrupted: trail call, Interrupted > To Pause, operator',
  'run: reached, Waiting > Running, no cause',
  'hold: reached, To Pause > Paused',
  'leave_out: reached, To Skip > Skipped',
  'bar: reached, To Block > Blocked',
  'hold_back: unreached, Paused > To Pause',
  'skip_untriggered: untriggered, Ready + Waiting + To Pause > Skipped, condition',
  'succeed: attempt, Running > Succeeded, no cause',
  'end_failed: attempt, Running > Failed, failure',
  'pause_due_to_failure: attempt, Running > Paused due to failure, failure',
  'retry: attempt, Running > Waiting, timer',
  'release: timer, To Pause + Paused > Waiting, no cause',
  'skip_by_timeout: timer, Running > To Skip, timer',
  'skip_by_condition: condition, Ready + Waiting + To Pause + To Skip > Skipped, condition',
  'block_by_condition: condition, To Block > Blocked, condition',
  'take_back_skip: taken back, Skipped > Waiting, no cause',
  'take_back_block: taken back, Blocked > To Block, operator',
  'interrupt_for_shutdown: shutdown, Running > Interrupted, shutdown',
  'lose: loss, Running > Interrupted, server lost',
  'lose_idempotent: loss, Running > Waiting, server lost',
];

function told(): readonly string[] {
  return Object.entries(TRANSITIONS.rows).map(([name, { on, from, to, cause, pauseOnFail, startsTrail }]) => {
    const parts = [
      on,
      `${from.join(' + ')}${to === undefined ? '' : ` > ${to}`}`,
      cause === null ? 'no cause' : cause,
      pauseOnFail === undefined ? undefined : pauseOnFail ? 'pauses on failure' : 'goes on after failure',
      startsTrail && 'starts the trail',
    ];
    return `${name}: ${parts.filter((part) => part !== undefined).join(', ')}`;
  });
}

describe('The transition table', () => {
  it('has these rows and no others', () => {
    expect(told()).toEqual(ROWS);
  });

  it('has a meaning for every state', () => {
    const meanings = Object.entries(TRANSITIONS.states).map(([state, meaning]) => {
      return [
        state,
        Object.entries(meaning)
          .flatMap(([name, holds]) => (holds === true ? [name] : [`not ${name}`]))
          .sort(),
      ];
    });
    expect(Object.fromEntries(meanings)).toEqual(MEANINGS);
  });
});
