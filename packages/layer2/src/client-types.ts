import type { Tags } from '@autotrail/core';
import type { AffectedStep, OpenPrompt, StatusKey, StepState, StepStatus } from '@autotrail/layer1';

/** Which steps a call means: those that have all these tags; `{}`, the default, means every step. */
export type Selector = Tags;

/** How a command is given. */
export interface CommandOptions {
  /** Look only: answer what the command would affect, and change nothing. @default false */
  readonly dryRun?: boolean;
  /** Who gives it, for the record. @default nobody in particular */
  readonly actor?: string;
  /** Why, for the record. @default no reason */
  readonly reason?: string;
  /**
   * What tells this command from every other one of the run, 1 to 200 characters: given again under the same id, because its answer
   * never came, it is answered as it was and not carried out twice. The last 10,000 are remembered, over restarts of the server too.
   * @default none: a command that is given twice is two commands
   */
  readonly requestId?: string;
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
  /** Ends the reading: the iterator throws. @default reads until the server ends */
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
