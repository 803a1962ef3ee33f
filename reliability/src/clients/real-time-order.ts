import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '@autotrail/core';
import type { StepRecord } from '@autotrail/layer1';
import { controlResult, type History, type Operation, roleOf, stepsOf } from './history.js';
import { show } from './replay.js';
import type { Timeline } from './timeline.js';

/**
 * Checks that the order the server claims respects real time, and finds for every read a place in it.
 *
 * An operation stands in the order after every operation that was answered before it was sent. Commands and dry runs name their own
 * place. A read has the earliest place at which the trail was as it answers and that is late enough; if there is an order at all,
 * there is one with these places, since an earlier place of a read is never worse for those after it.
 */
export function realTimeBreaches({ operations }: Pick<History, 'operations'>, timeline: Timeline): readonly string[] {
  const ordered = operations.filter((operation) => roleOf(operation) !== 'repeat');
  const begun = [...ordered].sort((a, b) => a.invoked - b.invoked);
  const answered = [...ordered].sort((a, b) => a.answered - b.answered);
  const latest = latestPlaces(begun);
  const places = new Map<Operation, number>();
  const breaches: string[] = [];
  let floor = 0;
  let next = 0;
  for (const operation of begun) {
    for (; (answered[next]?.answered ?? Number.POSITIVE_INFINITY) < operation.invoked; next += 1) {
      floor = Math.max(floor, places.get(answered[next] as Operation) ?? 0);
    }
    const place = placeOf(operation, { timeline, floor, ceiling: latest(operation.answered) });
    if (place === null) breaches.push(`has no place from revision ${floor} to ${latest(operation.answered)}: ${show(operation)}`);
    places.set(operation, place ?? floor);
  }
  return breaches;
}

interface Bounds {
  readonly timeline: Timeline;
  /** The place of the latest operation that was answered before this one was sent. */
  readonly floor: number;
  /** What comes before the first command that was sent after this one was answered. */
  readonly ceiling: number;
}

function placeOf(operation: Operation, bounds: Bounds): number | null {
  const role = roleOf(operation);
  const { floor, ceiling } = bounds;
  if (role === 'read') return firstPlace(stepsOf(operation), bounds, (place) => isAsRead(operation, bounds.timeline, place));
  if (role === 'refusal') return placeOfRefusal(operation, bounds);
  const { revision } = controlResult(operation);
  const isLateEnough = role === 'command' ? revision > floor : revision >= floor;
  return isLateEnough && revision <= ceiling ? revision : null;
}

/** The only command of these operators that may be refused is an answer to a prompt that is closed. */
function placeOfRefusal({ name, fields, error }: Operation, bounds: Bounds): number | null {
  const id = String(fields.prompt_id);
  const n = Number(id.split('.')[0]);
  if (name !== 'reply') return null;
  return firstPlace([n], bounds, (place) => {
    const found = bounds.timeline.at(place, n).prompts.find((prompt) => prompt.id === id);
    const isUnknown = error?.code === 'AUTOTRAIL_UNKNOWN_PROMPT' && found === undefined;
    return isUnknown || (error?.code === 'AUTOTRAIL_PROMPT_CLOSED' && found !== undefined && found.status !== 'open');
  });
}

function firstPlace(steps: readonly number[], bounds: Bounds, isRight: (place: number) => boolean): number | null {
  const { timeline, floor, ceiling } = bounds;
  for (let place = floor; place <= ceiling && Number.isFinite(place); place = timeline.nextChange(place, steps))
    if (isRight(place)) return place;
  return null;
}

function isAsRead({ result }: Operation, timeline: Timeline, place: number): boolean {
  const steps = result as readonly { readonly [key: string]: JsonValue; readonly n: number }[];
  return steps.every(({ n, ...values }) => {
    const record = timeline.at(place, n);
    return Object.entries(values).every(([field, value]) => isDeepStrictEqual(value, shown(record, field)));
  });
}

/** What a status answers of a record, said once more. */
function shown(record: StepRecord, field: string): unknown {
  if (field === 'since') return record.since === 0 ? null : new Date(record.since).toISOString();
  if (field === 'prompts') {
    return record.prompts.filter(({ status }) => status === 'open').map(({ id, message }) => ({ id, message }));
  }
  return Reflect.get(record, field);
}

/** Answers for a time the last place that an operation answered then can have: commands sent later come after it. */
function latestPlaces(begun: readonly Operation[]): (time: number) => number {
  const commands = begun.filter((operation) => roleOf(operation) === 'command');
  const earliest: number[] = new Array(commands.length + 1).fill(Number.POSITIVE_INFINITY);
  for (let index = commands.length - 1; index >= 0; index -= 1) {
    earliest[index] = Math.min(earliest[index + 1] as number, controlResult(commands[index] as Operation).revision);
  }
  return (time) => {
    let low = 0;
    let high = commands.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((commands[middle] as Operation).invoked > time) high = middle;
      else low = middle + 1;
    }
    return (earliest[low] as number) - 1;
  };
}
