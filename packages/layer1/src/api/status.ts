import type { JsonValue, Tags } from '@autotrail/core';
import type { ProcessRef } from '../process-ref.js';
import type { StepState } from '../states.js';
import { isoTime } from '../time-limits.js';
import { openPrompts, type Prompt } from '../trail/prompt.js';
import { type OutcomeProvenance, provenanceOf } from '../trail/provenance.js';
import type { DecidedBy, PastAttempt } from '../trail/record.js';
import type { Trail } from '../trail/trail.js';
import type { TrailStep } from '../trail/trail-step.js';
import { type WaitsFor, waitsFor } from '../trail/waits-for.js';
import type { Cause } from '../transitions.js';

type ShownTerms = 'id' | 'message' | 'onTimeout' | 'default' | 'choices' | 'mayAnswer' | 'schema' | 'reminders';

/** A prompt that waits for an answer, as {@link Prompt} has it. Its `id` is what `reply` answers. */
export type OpenPrompt = Pick<Prompt, ShownTerms> & {
  /** When it times out (ISO 8601). Left out: never. */
  readonly deadline?: string;
};

/** An attempt that is over, as {@link PastAttempt} has it, with times in ISO 8601. */
export type AttemptStatus = {
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt: string;
  /** The state that its end led to, and the cause of that. */
  readonly state: StepState;
  readonly cause: Cause | null;
};

/** A process that was left behind, as {@link ProcessRef} has it. */
export type SurvivingProcess = { readonly [K in keyof ProcessRef]: ProcessRef[K] };

/** What `status` answers about a step on wire 2. */
export type StepStatus = {
  readonly n: number;
  readonly name: string;
  /** All tags, `n` and `name` among them. */
  readonly tags: Tags;
  readonly state: StepState;
  /** Why the step is in this state, where there is more to say than the state does. */
  readonly cause: Cause | null;
  /** The operator whose decision that is, where they said who they are or why. */
  readonly by: DecidedBy | null;
  /** How the step came to be over, or that it cannot be reached; `null` if it is not over. */
  readonly provenance: OutcomeProvenance | null;
  /** What it waits for; `null` for nothing. */
  readonly waitsFor: WaitsFor | null;
  /** When a hold, or the delay of a retry, ends by itself (ISO 8601), or `null`. */
  readonly until: string | null;
  /** When the state was entered (ISO 8601), or `null` before anything happened to the step. */
  readonly since: string | null;
  /** The number of the newest attempt; 0 before the first. */
  readonly attempt: number;
  /** The attempts that are over, oldest first: the newest 100 of them. */
  readonly attempts: readonly AttemptStatus[];
  /** The newest attempt that was given up because it did not end when it was told to, or `null`. It may still be doing something. */
  readonly abandoned: number | null;
  /** Processes that an attempt started, that are alive, and that nobody will end. */
  readonly survivors: readonly SurvivingProcess[];
  /** What the newest attempt returned; where it failed, the message of its error. */
  readonly returnValue: JsonValue;
  /** The prompts that wait for an answer, oldest first. */
  readonly prompts: readonly OpenPrompt[];
  /** The oldest of them, or `null`. */
  readonly waitingForResponse: OpenPrompt | null;
  /** What all attempts put out, oldest first. */
  readonly outputMessages: readonly JsonValue[];
  /** What the newest attempt was sent, oldest first. */
  readonly inputMessages: readonly JsonValue[];
  /** What the newest attempt asked, oldest first. */
  readonly promptMessages: readonly JsonValue[];
  /** The calls that would now affect the step. */
  readonly allowed: readonly string[];
};

/** A field of {@link StepStatus}. */
export type StatusKey = keyof StepStatus;

type Reader<K extends StatusKey> = (trail: Trail, step: TrailStep) => StepStatus[K];

const READERS: { readonly [K in StatusKey]: Reader<K> } = {
  n: (_, step) => step.n,
  name: (_, step) => step.name,
  tags: (_, step) => step.tags,
  state: (trail, { n }) => trail.record(n).state,
  cause: (trail, { n }) => trail.record(n).cause,
  by: (trail, { n }) => trail.record(n).by,
  provenance: (trail, { n }) => provenanceOf(trail, n),
  waitsFor: (trail, { n }) => waitsFor(trail, n),
  until: (trail, { n }) => timeOrNull(trail.record(n).until ?? 0),
  since: (trail, { n }) => timeOrNull(trail.record(n).since),
  attempt: (trail, { n }) => trail.record(n).attempt,
  attempts: (trail, { n }) => trail.record(n).attempts.map(attemptStatus),
  abandoned: (trail, { n }) => trail.record(n).abandoned,
  survivors: (trail, { n }) => trail.record(n).survivors.map(({ pid, startTime, command }) => ({ pid, startTime, command })),
  returnValue: (trail, { n }) => trail.record(n).returnValue,
  prompts: (trail, { n }) => openPrompts(trail.record(n)).map(openPrompt),
  waitingForResponse: (trail, step) => READERS.prompts(trail, step)[0] ?? null,
  outputMessages: (trail, { n }) => trail.outputOf(n)?.all() ?? [],
  inputMessages: (trail, { n }) => trail.record(n).inputMessages,
  promptMessages: (trail, { n }) => trail.record(n).prompts.map(({ message }) => message),
  allowed: (trail, { n }) => trail.allowed(n),
};

/** The fields a status can have. */
export const STATUS_KEYS = Object.keys(READERS) as readonly StatusKey[];

/** Message fields can be long: without being asked for they hold their newest message only. */
const NEWEST: Partial<Record<StatusKey, (trail: Trail, step: TrailStep) => readonly JsonValue[]>> = {
  outputMessages: (trail, { n }) => newestOf(trail.outputOf(n)?.newest),
  inputMessages: (trail, step) => READERS.inputMessages(trail, step).slice(-1),
  promptMessages: (trail, step) => READERS.promptMessages(trail, step).slice(-1),
};

/**
 * The status of a step: the fields asked for; with `null` all of them, the messages being just the newest one.
 *
 * @example
 * statusOf(trail, trail.steps[0], ['n', 'state']); // { n: 0, state: 'Running' }
 */
export function statusOf(trail: Trail, step: TrailStep, fields: readonly StatusKey[] | null): Partial<StepStatus> {
  if (fields !== null) return Object.fromEntries(fields.map((key) => [key, READERS[key](trail, step)]));
  return Object.fromEntries(STATUS_KEYS.map((key) => [key, (NEWEST[key] ?? READERS[key])(trail, step)]));
}

function openPrompt({ status: _, deadline, timeoutMs: __, remindMs: ___, isChecked: ____, ...shown }: Prompt): OpenPrompt {
  return { ...shown, ...(deadline !== undefined && { deadline: isoTime(deadline) }) };
}

function attemptStatus({ startedAt, endedAt, ...rest }: PastAttempt): AttemptStatus {
  return { ...rest, startedAt: isoTime(startedAt), endedAt: isoTime(endedAt) };
}

function newestOf(message: JsonValue | undefined): readonly JsonValue[] {
  return message === undefined ? [] : [message];
}

function timeOrNull(milliseconds: number): string | null {
  return milliseconds === 0 ? null : isoTime(milliseconds);
}
