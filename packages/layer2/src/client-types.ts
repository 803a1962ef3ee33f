import type { JsonObject, JsonValue, Tags } from '@autotrail/core';
import type { AffectedStep, ApiCallName, OpenPrompt, StatusKey, StepState, StepStatus } from '@autotrail/layer1';

/** Which steps a call means: those that have all these tags; `{}`, the default, means every step. */
export type Selector = Tags;

/** How a command is given. */
export interface CommandOptions {
  /** Look only: answer what the command would affect, and change nothing. @default false */
  readonly dryRun?: boolean;
  /** Who gives it, for the record, in at most 200 characters. @default nobody in particular */
  readonly actor?: string;
  /** Why, for the record, in at most 4096 characters. @default no reason */
  readonly reason?: string;
  /**
   * What tells this command from every other one of the run, 1 to 200 characters: given again under the same id, because its answer
   * never came, it is answered as it was and not carried out twice. The last 10,000 are remembered, over restarts of the server too.
   * @default none: a command that is given twice is two commands
   */
  readonly requestId?: string;
}

/** How steps are held by `TrailClient.pause`. */
export interface HoldOptions extends CommandOptions {
  /**
   * When they are let go again by themselves: a `Date`, milliseconds since the epoch (at most 8.64e15, as of a `Date`), or ISO 8601
   * with its zone. After now.
   * @default when somebody does
   */
  readonly until?: Date | number | string;
}

/** How steps are run again by `TrailClient.rerun`. */
export interface RerunOptions extends CommandOptions {
  /** Whether all that comes after them is run again too. Refused while some of that runs. @default false */
  readonly below?: boolean;
}

/** How steps are marked as done by `TrailClient.markDone`. */
export interface MarkDoneOptions extends CommandOptions {
  /** Their return value; as JSON, times the number of steps, at most 16 MiB. @default null */
  readonly value?: JsonValue;
}

/** What `TrailClient.status` asks for. */
export interface StatusOptions<K extends StatusKey = StatusKey> {
  /** The fields wanted. @default all of them, of the messages just the newest */
  readonly fields?: readonly K[];
  /** The states of the steps wanted; an empty list means all. @default [] */
  readonly states?: readonly StepState[];
}

/** What `TrailClient.stop` answers. */
export interface StopResult {
  /** The steps that ran, if they were to be interrupted. */
  readonly interrupted: readonly AffectedStep[];
  /** The steps that will not run. */
  readonly blocked: readonly AffectedStep[];
  readonly revision: number;
}

/** What `TrailClient.wait` waits for, and how long. */
export interface WaitOptions {
  /**
   * `finished`: nothing is left to do. `needsInput`: a prompt is open. `failed`: a step is paused due to failure, or failed without
   * being a condition. @default 'finished'
   */
  readonly until?: 'finished' | 'needsInput' | 'failed';
  /** Gives up waiting: the promise rejects with its reason. @default waits for ever */
  readonly signal?: AbortSignal;
}

/** What a server says of itself. */
export interface ServerFacts {
  readonly trail: string;
  /** The id of the run. */
  readonly run: string;
  readonly revision: number;
  /** Why commands are refused for the time being, if they are. */
  readonly trouble: string | null;
}

/** Which part of a trail's history is wanted. */
export interface HistoryOptions {
  /** The first revision wanted. @default 0, where the trail was created */
  readonly from?: number;
  /** Records that are asked for at a time, 1 to 1000. @default 1000 */
  readonly pageSize?: number;
}

/** How `TrailClient.events` is read. */
export interface EventsOptions {
  /**
   * The first revision wanted: what has happened since is read from the journal, and then comes what happens. 1 is the first thing that
   * happened to the trail, and 0 the record before it, which says what the trail is. Whoever gives it misses nothing, however slowly
   * they read: what they were too slow for is read from the journal too. @default what happens from now on
   */
  readonly from?: number;
  /**
   * How many events are held for a reader that is slower than the trail, 1 or more. What comes then is left out, and a `gap` says so;
   * with `from` it is read from the journal. @default 10000
   */
  readonly queueSize?: number;
  /**
   * Ends the reading: the iterator throws the signal's reason, or an `AbortError` that has it as its `cause`. @default reads until the
   * server ends
   */
  readonly signal?: AbortSignal;
  /** Called once, when the server has begun to push. @default nobody is told */
  readonly onSubscribed?: () => void;
}

/** A step that waits for an answer, with the oldest of its prompts. */
export type WaitingStep = StepStatus & { readonly waitingForResponse: OpenPrompt };

/** What `TrailClient.wait` answers: what was waited for, or that the trail finished or was shut down before. */
export interface WaitResult {
  readonly outcome: 'finished' | 'needsInput' | 'failed' | 'shutdown';
  readonly revision: number;
}

/** What some calls need to be planned beside a selector, by their names on the wire. */
export interface PlanFields {
  readonly next_steps: { readonly step_count: number };
  readonly stop: { readonly interrupt?: boolean };
  /** `actor`: who would give it, where a prompt may not be answered by everybody. */
  readonly send_message_to_steps: { readonly message: JsonValue; readonly actor?: string };
  readonly reply: { readonly prompt_id: string; readonly value: JsonValue; readonly actor?: string };
  readonly pause: { readonly until?: number | string | null };
  readonly pause_branch: { readonly until?: number | string | null };
  readonly rerun: { readonly below?: boolean };
  readonly mark_done: { readonly value?: JsonValue };
  readonly set_limit: { readonly most: number | null };
  readonly set_context: { readonly key: string; readonly value: JsonValue };
}

/** The calls that `TrailClient.plan` plans, by their names on the wire: AutoTrail's own, and those a server has beside them. */
export type PlannableCall =
  | Exclude<
      ApiCallName,
      'status' | 'list' | 'describe' | 'context' | 'wait' | 'subscribe' | 'history' | 'note' | 'plan' | 'apply'
    >
  | (string & Record<never, never>);

/** What `TrailClient.plan` is given beside the name of a call. */
export type PlanArguments<TCall> = TCall extends keyof PlanFields
  ? Record<never, never> extends PlanFields[TCall]
    ? readonly [selector?: Selector, fields?: PlanFields[TCall]]
    : readonly [selector: Selector, fields: PlanFields[TCall]]
  : readonly [selector?: Selector, fields?: JsonObject];
