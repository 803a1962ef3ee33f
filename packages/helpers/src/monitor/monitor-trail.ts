import type { StatusKey, StepStatus } from '@autotrail/layer1';
import { StepState } from '@autotrail/layer1';
import type { Selector, TrailClient } from '@autotrail/layer2';
import { checkOptions, type OptionRule } from '../check-options.js';
import { ChangedStatuses } from './changed-statuses.js';
import { observeTrail } from './observe-trail.js';

/** A status that a monitor sees: the fields asked for, and always `n`, `name` and `state`. */
export type MonitoredStatus<K extends StatusKey = StatusKey> = Pick<StepStatus, K | 'n' | 'name' | 'state'>;

/** Picks from the statuses that have changed those that its handler wants; where that is none, the handler is not called. */
export type StatusFilter<K extends StatusKey = StatusKey> = (
  statuses: readonly MonitoredStatus<K>[],
) => readonly MonitoredStatus<K>[];

/** Is given what its filter has picked. May be async: no status is asked for and no other handler called before it is done. */
export type StatusHandler<K extends StatusKey = StatusKey> = (statuses: readonly MonitoredStatus<K>[]) => void | Promise<void>;

/** What {@link monitorTrail} looks at, and how long. */
export interface MonitorOptions<K extends StatusKey = StatusKey> {
  /** The steps. @default all of them */
  readonly selector?: Selector;
  /** The fields wanted, beside `n`, `name` and `state`. @default all of them, of the messages just the newest */
  readonly fields?: readonly K[];
  /** The states wanted; an empty list means all. @default Running, Failed, Paused and Paused due to failure */
  readonly states?: readonly StepState[];
  /** After how many failures in a row to reach the server it gives up; at least 1. They are a quarter of a second apart. @default 3 */
  readonly maxTries?: number;
  /** Ends the monitoring: the promise rejects with its reason. @default monitors until the trail ends */
  readonly signal?: AbortSignal;
}

const DEFAULT_STATES = [StepState.Running, StepState.Failed, StepState.Paused, StepState.PausedOnFail];

const RULES: Readonly<Record<string, OptionRule>> = {
  pairs: { expected: 'an array of pairs [filter, handler] of functions', isValid: isListOfPairs },
  maxTries: { expected: 'an integer from 1 up', isValid: (value) => Number.isSafeInteger(value) && Number(value) >= 1 },
  signal: { expected: 'an AbortSignal', isValid: (value) => value instanceof AbortSignal },
  // The server checks these, in words of its own.
  selector: { expected: 'a selector', isValid: () => true },
  fields: { expected: 'a list of fields', isValid: () => true },
  states: { expected: 'a list of states', isValid: () => true },
};

/**
 * Calls handlers with the statuses that change. Handlers are called one after another, in the order of the pairs: first with the
 * statuses there are, then, whenever something has happened to the trail, with those that are new or have changed; a step that
 * comes back to a state that is wanted counts as changed. What happens while handlers are at work is told in one go afterwards. It is
 * the server that says when there is something to look at; nothing is polled.
 *
 * Resolves when the trail is finished or was shut down, after the last changes have been handled as far as the server can still be
 * asked. What a filter or a handler throws ends the monitoring: the promise rejects with it.
 *
 * @throws AutoTrailError `AUTOTRAIL_SERVER_GONE` after `maxTries` failures in a row to reach the server; `AUTOTRAIL_CALL_REFUSED` for
 * fields, states or a selector that the server does not know; `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION`.
 * @example
 * const failed = (statuses) => filterStatusByStates(statuses, [StepState.Failed, StepState.PausedOnFail]);
 * await monitorTrail(client, [[failed, async (statuses) => mail(statuses.map(({ name }) => name))]]);
 */
export async function monitorTrail<K extends StatusKey = StatusKey>(
  client: Pick<TrailClient, 'events' | 'status' | 'wait'>,
  pairs: readonly (readonly [filter: StatusFilter<K>, handler: StatusHandler<K>])[],
  options: MonitorOptions<K> = {},
): Promise<void> {
  checkOptions('monitorTrail', { pairs, ...options }, RULES);
  const { selector = {}, fields, states = DEFAULT_STATES, maxTries = 3, signal } = options;
  const query = { states, ...(fields !== undefined && { fields: [...new Set([...ALWAYS, ...fields])] }) };
  const ask = (): Promise<readonly MonitoredStatus<K>[]> => client.status(selector, query);
  const changes = new ChangedStatuses<MonitoredStatus<K>>();
  for await (const statuses of observeTrail(client, { ask, maxTries, signal })) {
    const changed = changes.among(statuses);
    if (changed.length > 0) await tell(pairs, changed);
  }
}

const ALWAYS = ['n', 'name', 'state'] as const;

async function tell<K extends StatusKey>(
  pairs: readonly (readonly [filter: StatusFilter<K>, handler: StatusHandler<K>])[],
  changed: readonly MonitoredStatus<K>[],
): Promise<void> {
  for (const [filter, handler] of pairs) {
    const wanted = filter(changed);
    if (wanted.length > 0) await handler(wanted);
  }
}

function isListOfPairs(value: unknown): boolean {
  const isFunction = (each: unknown): boolean => typeof each === 'function';
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isFunction));
}
