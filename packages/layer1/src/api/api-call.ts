import type { JsonObject } from '@autotrail/core';
import type { Answer, AnswerError } from '@autotrail/core/socket';
import type { JournalRecord } from '../ports/journal.js';

/** The versions of the wire: 1 is the original's, 2 is AutoTrail's own. */
export type Wire = 1 | 2;

/** The names of the calls, as they stand on the wire. */
export const ApiCallName = {
  Start: 'start',
  Pause: 'pause',
  PauseBranch: 'pause_branch',
  Resume: 'resume',
  ResumeBranch: 'resume_branch',
  NextSteps: 'next_steps',
  Skip: 'skip',
  Unskip: 'unskip',
  Block: 'block',
  Unblock: 'unblock',
  Interrupt: 'interrupt',
  SetPauseOnFail: 'set_pause_on_fail',
  UnsetPauseOnFail: 'unset_pause_on_fail',
  SendMessageToSteps: 'send_message_to_steps',
  Status: 'status',
  List: 'list',
  Shutdown: 'shutdown',
  /** From wire 2 on. */
  Stop: 'stop',
  /** From wire 2 on. */
  Reply: 'reply',
  /** From wire 2 on. */
  Wait: 'wait',
  /** From wire 2 on. */
  Subscribe: 'subscribe',
  /** From wire 2 on. */
  Note: 'note',
  /** From wire 2 on. */
  History: 'history',
  /** From wire 2 on. */
  Plan: 'plan',
  /** From wire 2 on. */
  Apply: 'apply',
  /** From wire 2 on. */
  Rerun: 'rerun',
  /** From wire 2 on. */
  MarkDone: 'mark_done',
  /** From wire 2 on. */
  Fail: 'fail',
  /** From wire 2 on. */
  SetLimit: 'set_limit',
  /** From wire 2 on. */
  Context: 'context',
  /** From wire 2 on. */
  SetContext: 'set_context',
  /** From wire 2 on. */
  Describe: 'describe',
} as const;

/** The name of one of AutoTrail's own calls. */
export type ApiCallName = (typeof ApiCallName)[keyof typeof ApiCallName];

/** A call: its name, and the fields it needs beside it. */
export type ApiCall = JsonObject & { readonly name: string };

/** An error as a response carries it. */
export type ApiError = AnswerError;

/** What a call is answered with. `name` is `null` where the request had none that could be read. */
export type ApiResponse = Answer;

/** A step in an answer. */
export type AffectedStep = { readonly n: number; readonly name: string };

/** A step that a call named and did not affect. */
export type RefusedStep = AffectedStep & {
  /** The state it is in. */
  readonly state: string;
  /** Why the call leaves it alone. */
  readonly reason: string;
};

/** What `history` answers: a page of a trail's journal. */
export interface HistoryPage {
  /** What happened, oldest first. */
  readonly records: readonly JournalRecord[];
  /** The revision that the next page begins with; `null` if this is the last one. */
  readonly next: number | null;
}

/** What a control call answers on wire 2. */
export interface ControlResult {
  readonly affected: readonly AffectedStep[];
  readonly refused: readonly RefusedStep[];
  /** The revision of the trail the answer speaks of. */
  readonly revision: number;
}
