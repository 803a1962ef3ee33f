import type { JsonValue } from '@autotrail/core';
import type { ProcessRef } from '../process-ref.js';
import { StepState } from '../states.js';
import type { StepPolicy } from '../step-policy.js';
import type { Cause } from '../transitions.js';

/** A question an attempt asked. */
export interface Prompt {
  /** `<n>.<attempt>.<count>`: unique in the trail, and the same whenever the same events happen. */
  readonly id: string;
  /** What was asked. */
  readonly message: JsonValue;
  /** Open prompts wait for an answer. `ended`: their attempt ended first. */
  readonly status: 'open' | 'answered' | 'timed out' | 'ended';
  /** When it times out, in milliseconds since the epoch. Left out: never. */
  readonly deadline?: number;
}

/** A process that an attempt of a step started, that is alive, and that nobody will end. */
export interface Survivor extends ProcessRef {
  readonly attempt: number;
}

/** What has become of a step. Never changed, only replaced, so that a forked trail shares it. */
export interface StepRecord {
  readonly state: StepState;
  readonly cause: Cause | null;
  /** When the state was entered, in milliseconds since the epoch. */
  readonly since: number;
  /** The number of the newest attempt; 0 before the first. */
  readonly attempt: number;
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
export type StepChange = { readonly n: number; readonly input?: JsonValue } & Partial<StepRecord>;

/** A step before anything happened to it. */
export function initialRecord(policy: StepPolicy): StepRecord {
  return {
    state: StepState.Ready,
    cause: null,
    since: 0,
    attempt: 0,
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
    since: change.since ?? before.since,
    attempt: change.attempt ?? before.attempt,
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

/** The prompts that wait for an answer, oldest first. */
export function openPrompts(record: StepRecord): readonly Prompt[] {
  return record.prompts.length === 0 ? record.prompts : record.prompts.filter(({ status }) => status === 'open');
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

/** The prompts with the one of that id closed. */
export function closePrompt(
  prompts: readonly Prompt[],
  id: string,
  status: Exclude<Prompt['status'], 'open'>,
): readonly Prompt[] {
  return prompts.map((prompt) => (prompt.id === id ? { ...prompt, status } : prompt));
}
