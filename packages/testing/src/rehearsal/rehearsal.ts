import type { JsonValue } from '@autotrail/core';
import type { Cause, StepState, StepStatus, TrailDescription } from '@autotrail/layer1';
import type { OperatorDeed } from '../operator/attend.js';
import type { WhichSteps } from '../which-steps.js';

/** A state that a step has come to. */
export type TimelineEntry = {
  /** When, in milliseconds since the beginning of the rehearsal. */
  readonly at: number;
  readonly n: number;
  readonly name: string;
  /** The number of the step's newest attempt by then; 0 before the first. */
  readonly attempt: number;
  readonly state: StepState;
  readonly cause: Cause | null;
};

/** What has become of a step in the end. */
export type RehearsedStep = Pick<StepStatus, 'n' | 'name' | 'state' | 'cause' | 'attempt' | 'returnValue' | 'provenance'> & {
  /** What its attempts have put out, oldest first, as far as a status shows it. */
  readonly output: readonly JsonValue[];
};

/** Something that the trail waits for in the end. */
export type RehearsedWait = Omit<TrailDescription['waitsFor'][number], 'since'> & {
  /** Since when, in milliseconds since the beginning of the rehearsal. */
  readonly since: number;
  /** The question, where it waits for an answer. */
  readonly prompt?: JsonValue;
};

/** What a rehearsal came to. Plain JSON. */
export type Rehearsal = {
  /** `waiting`: nothing would happen any longer until a person does something. */
  readonly outcome: 'finished' | 'waiting';
  /** Whether the trail finished, and no step failed without being a condition or handled, was blocked or not reached. */
  readonly isGood: boolean;
  /** The states that steps have come to, in order. */
  readonly timeline: readonly TimelineEntry[];
  /** What has become of every step, by their numbers. */
  readonly states: readonly RehearsedStep[];
  /** What the trail waits for; empty if it is finished. */
  readonly waitsFor: readonly RehearsedWait[];
  /**
   * The steps that were reached and whose actions, functions mostly, nothing stood in for, by their numbers. What those would ask, whether
   * they would fail and what they would return is not known.
   */
  readonly notRun: readonly Pick<RehearsedStep, 'n' | 'name'>[];
  /** Which steps were to be answered, and did not ask; or not as often as there were values in the list. */
  readonly unusedAnswers: readonly WhichSteps[];
  /** What the scripted operator did, in order. */
  readonly deeds: readonly OperatorDeed[];
  /** How long it took, in milliseconds on the clock of the rehearsal. */
  readonly endedAt: number;
};
