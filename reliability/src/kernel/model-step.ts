import type { JsonValue } from '@autotrail/core';
import { type Provenance, type StepOptions, type StepRecord, StepState } from '@autotrail/layer1';

/** Who decided something, as they said. */
export type Decider = Pick<Provenance, 'actor' | 'reason'> | null;

/** What must be the case of a step. */
export interface ModelStep {
  state: StepState;
  cause: string | null;
  by: Decider;
  /** When its wait ends by itself: between these two moments, which differ where chance is imitated. */
  until: readonly [soonest: number, latest: number] | null;
  tries: number;
  attempt: number;
  ending: number | null;
  abandoned: number | null;
  pauseOnFail: boolean;
  /** `undefined` where any will do. */
  returnValue: JsonValue | undefined;
  /** The open prompts of its attempt that have it left out when their time is over. */
  skipsAt: readonly string[];
  /** What the end of its attempt has led to, if that was now. */
  left: { readonly state: StepState; readonly cause: string | null } | null;
}

/** A step before anything is known of it. */
export function blankStep(): ModelStep {
  return {
    state: StepState.Ready,
    cause: null,
    by: null,
    until: null,
    tries: 0,
    attempt: 0,
    ending: null,
    abandoned: null,
    pauseOnFail: true,
    returnValue: null,
    skipsAt: NONE,
    left: null,
  };
}

/** Takes in a step as it is. Field by field into what is there: this is done more often than all else together. */
export function loadStep(step: ModelStep, record: StepRecord): void {
  step.state = record.state;
  step.cause = record.cause;
  step.by = record.by;
  step.until = record.until === null ? null : [record.until, record.until];
  step.tries = record.tries;
  step.attempt = record.attempt;
  step.ending = record.ending;
  step.abandoned = record.abandoned;
  step.pauseOnFail = record.pauseOnFail;
  step.returnValue = record.returnValue;
  step.skipsAt = record.prompts.length === 0 ? NONE : skipsAt(record);
  step.left = null;
}

function skipsAt({ prompts }: StepRecord): readonly string[] {
  return prompts.filter(({ status, onTimeout }) => status === 'open' && onTimeout === 'skip').map(({ id }) => id);
}

const NONE: readonly string[] = [];

/** Who made a call, if they said so. */
export function deciderOf({ actor, reason }: Provenance): Decider {
  if (actor === undefined && reason === undefined) return null;
  return { ...(actor !== undefined && { actor }), ...(reason !== undefined && { reason }) };
}

/** When an attempt that failed is made again; `null` if it is not. */
export function retryAt(
  { retry }: StepOptions,
  tries: number,
  { at, error }: { readonly at: number; readonly error: { readonly code?: string; readonly name?: string } },
): ModelStep['until'] {
  if (retry === undefined || tries >= retry.attempts) return null;
  const { backoffMs = 1_000, factor = 2, maxBackoffMs = 60_000, jitter = 0, on } = retry;
  const isMeant = on === undefined || on.some((word) => word === error.code || word === error.name);
  if (!isMeant) return null;
  const delay = Math.min(backoffMs * factor ** (tries - 1), maxBackoffMs);
  return jitter === 0 ? [at + delay, at + delay] : [Math.floor(at + delay * (1 - jitter)), Math.ceil(at + delay)];
}

/** Whether an attempt of it counts against limits. */
export function hasAttempt({ state, ending }: ModelStep): boolean {
  return state === StepState.Running || ending !== null;
}
