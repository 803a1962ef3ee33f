import type { JsonValue } from '@autotrail/core';
import type { ProcessRef } from '../process-ref.js';
import { StepState } from '../states.js';
import type { StepPolicy } from '../step-policy.js';
import type { Cause } from '../transitions.js';
import type { Prompt } from './prompt.js';

/** A process that an attempt of a step started, that is alive, and that nobody will end. */
export interface Survivor extends ProcessRef {
  readonly attempt: number;
}

/** An attempt that is over. */
export interface PastAttempt {
  readonly attempt: number;
  /** When it was begun, and when it was over, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The state that its end led to, and the cause of that. */
  readonly state: StepState;
  readonly cause: Cause | null;
}

/** Who decided something, and why, as they said. */
export type DecidedBy = { readonly actor?: string; readonly reason?: string };

/** What has become of a step. Never changed, only replaced, so that a forked trail shares it. */
export interface StepRecord {
  readonly state: StepState;
  readonly cause: Cause | null;
  /** The operator who decided on this state, where it is the cause and they said who they are or why. */
  readonly by: DecidedBy | null;
  /** When the state was entered, in milliseconds since the epoch. */
  readonly since: number;
  /** When a wait ends by itself, in milliseconds since the epoch: a hold with a date, or the delay of a retry. */
  readonly until: number | null;
  /** The number of the newest attempt; 0 before the first. */
  readonly attempt: number;
  /** How many attempts of a step with retries were made since it was last let run by a call: so many are left fewer. */
  readonly tries: number;
  /** The newest {@link KEPT_ATTEMPTS} attempts that are over, oldest first. Follows from the other values, and is never a change. */
  readonly attempts: readonly PastAttempt[];
  /** The attempt that was ended but is not gone yet, if any. */
  readonly ending: number | null;
  /** The newest attempt that was ended, did not go within its grace, and is no longer waited for, if any. */
  readonly abandoned: number | null;
  /** Of every attempt: that a newer one runs does not end them. */
  readonly survivors: readonly Survivor[];
  /** What the newest attempt returned, or the message of its error. */
  readonly returnValue: JsonValue;
  readonly pauseOnFail: boolean;
  /** Prompts of the newest attempt, oldest first. */
  readonly prompts: readonly Prompt[];
  /** Replies and messages sent to the newest attempt, oldest first. */
  readonly inputMessages: readonly JsonValue[];
}

/**
 * What one event changed about one step: the new values, and nothing else. Folding changes over records restores a trail.
 *
 * `input` is added to `inputMessages`: were the list itself noted, the record of ten thousand messages would hold each of them ten
 * thousand times.
 */
export type StepChange = { readonly n: number; readonly input?: JsonValue } & Partial<Omit<StepRecord, 'attempts'>>;

/** Attempts that are remembered of each step. All of them are in the journal. */
export const KEPT_ATTEMPTS = 100;

/** A step before anything happened to it. */
export function initialRecord(policy: StepPolicy): StepRecord {
  return {
    state: StepState.Ready,
    cause: null,
    by: null,
    since: 0,
    until: null,
    attempt: 0,
    tries: 0,
    attempts: [],
    ending: null,
    abandoned: null,
    survivors: [],
    returnValue: null,
    pauseOnFail: policy.pauseOnFail,
    prompts: [],
    inputMessages: [],
  };
}

/**
 * A record with a change worked in. Field by field, so that all records have one shape: spreading them is several times slower, and
 * this is done three times for every step that runs.
 */
export function withChange(before: StepRecord, change: StepChange): StepRecord {
  return {
    state: change.state ?? before.state,
    cause: change.cause === undefined ? before.cause : change.cause,
    by: change.by === undefined ? before.by : change.by,
    since: change.since ?? before.since,
    until: change.until === undefined ? before.until : change.until,
    attempt: change.attempt ?? before.attempt,
    tries: change.tries ?? before.tries,
    attempts: before.attempts,
    ending: change.ending === undefined ? before.ending : change.ending,
    abandoned: change.abandoned === undefined ? before.abandoned : change.abandoned,
    survivors: change.survivors ?? before.survivors,
    returnValue: change.returnValue === undefined ? before.returnValue : change.returnValue,
    pauseOnFail: change.pauseOnFail ?? before.pauseOnFail,
    prompts: change.prompts ?? before.prompts,
    inputMessages: inputsAfter(before, change),
  };
}

function inputsAfter(before: StepRecord, { input, inputMessages = before.inputMessages }: StepChange): readonly JsonValue[] {
  return input === undefined ? inputMessages : [...inputMessages, input];
}

/** The survivors of a step after one of its attempts has told which are its own. */
export function withSurvivorsOf(
  before: readonly Survivor[],
  attempt: number,
  processes: readonly ProcessRef[],
): readonly Survivor[] {
  const others = before.filter((survivor) => survivor.attempt !== attempt);
  return [...others, ...processes.map(({ pid, startTime, command }) => ({ attempt, pid, startTime, command }))];
}
