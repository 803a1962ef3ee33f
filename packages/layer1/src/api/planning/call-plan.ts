import type { JsonValue, Tags } from '@autotrail/core';
import type { StepState } from '../../states.js';
import type { Prompt } from '../../trail/prompt.js';
import type { AffectedStep, ApiCall, RefusedStep } from '../api-call.js';

/** A step that a planned call changes. */
export type PlannedStep = AffectedStep & {
  /** The state it is in. */
  readonly state: StepState;
  /** The state it is in right after the call; the same one where just a flag is set, or a message goes to its action. */
  readonly becomes: StepState;
  /** Whether a failure pauses it from then on. Left out: that stays as it is. */
  readonly pauseOnFail?: boolean;
};

/** A join, a step with several parents, that a planned call brings nearer to being reached, or farther away from it. */
export type PlannedJoin = AffectedStep & {
  /**
   * How many of its parents do not lead on to it: those that are neither Succeeded nor Skipped, nor a failed condition; of those whose
   * failure it is there for, those that are not settled.
   */
  readonly missing: number;
  /** How many do not right after the call. */
  readonly becomes: number;
};

/** An open prompt that a planned call answers, or closes with its attempt. */
export type PlannedPrompt = AffectedStep & {
  readonly id: string;
  readonly becomes: Exclude<Prompt['status'], 'open'>;
};

/** A limit, or a place in the context, that a planned call sets. */
export type PlannedSetting = {
  readonly what: 'limit' | 'context';
  /** The tags of the steps that the limit is for, or the path of keys. */
  readonly of: Tags | string;
  /** The most there may be at a time, or the value; `null` where there is none. */
  readonly was: JsonValue;
  /** What it is right after the call. */
  readonly becomes: JsonValue;
};

/**
 * What follows from a call, every list in order of the steps' numbers. All but `reachable` and `unreachable` is so right after it.
 *
 * `reachable` and `unreachable` look further, along *the course of events*: every attempt that is under way, or is started in the
 * course, succeeds (its prompts are answered); every attempt that is being ended goes; every wait with a date ends; and no operator does
 * anything more. They tell which steps it comes to with the call and not without it, and the other way round: steps that are reached, and
 * not left out because of what came of others. Where it comes to a step neither way, because somebody holds what is before it, they tell
 * whether that step can still be reached at all, unless it is left out.
 */
export type Consequences = {
  /** Steps the call does not name, or does not count as affected, which change with it. */
  readonly changes: readonly PlannedStep[];
  /** Steps that begin an attempt, affected or not. */
  readonly starts: readonly AffectedStep[];
  readonly joins: readonly PlannedJoin[];
  readonly prompts: readonly PlannedPrompt[];
  readonly settings: readonly PlannedSetting[];
  /** Steps that the course of events now comes to. */
  readonly reachable: readonly AffectedStep[];
  /** Steps that the course of events no longer comes to: an operator must act first. */
  readonly unreachable: readonly AffectedStep[];
  /** Whether the server ends. */
  readonly serverEnds: boolean;
};

/** What a call would do, as the call `plan` answers it and the call `apply` takes it. Plain JSON. */
export type CallPlan = {
  /** The trail it was made for, and its run; `null` where the trail is in nobody's hands. */
  readonly trail: string | null;
  readonly run: string | null;
  /** The revision it was made at. */
  readonly revision: number;
  /** The call, with every field it needs; who gives it and why is said when it is applied. */
  readonly call: ApiCall;
  /** The steps it affects. */
  readonly affected: readonly PlannedStep[];
  /** The steps it names and leaves alone. */
  readonly refused: readonly RefusedStep[];
  readonly follows: Consequences;
};
