import type { JsonObject, JsonValue } from '@autotrail/core';
import type { AnswerError } from '@autotrail/core/socket';
import type { ControlResult, JournalRecord } from '@autotrail/layer1';

/** One request of one client, with when it was sent and when its answer was there, counted in events that the clients saw. */
export interface Operation {
  /** Tells it from all others; a command bears it as its reason, so that its record bears it too. */
  readonly key: string;
  readonly name: string;
  readonly fields: JsonObject;
  readonly invoked: number;
  readonly answered: number;
  readonly result: JsonValue;
  readonly error: AnswerError | null;
  /** The earlier command whose request id it repeats, if it does. */
  readonly repeats?: string;
}

/** What clients have seen of a server: every request of theirs, and everything that happened, in the order the server claims. */
export interface History {
  readonly operations: readonly Operation[];
  readonly records: readonly JournalRecord[];
}

/** How an operation takes part in the order. */
export type Role = 'command' | 'look' | 'read' | 'refusal' | 'repeat';

/** `command`: it acted; `look`: a dry run, with its revision; `read`: a status; `refusal`: an error; `repeat`: answered before. */
export function roleOf({ name, fields, error, repeats }: Operation): Role {
  if (repeats !== undefined) return 'repeat';
  if (error !== null) return 'refusal';
  if (name === 'status') return 'read';
  return fields.dry_run === true ? 'look' : 'command';
}

/** The result of a control call. */
export function controlResult({ result }: Operation): ControlResult {
  return result as unknown as ControlResult;
}

/** The numbers of the steps that an operation's answer speaks of. */
export function stepsOf(operation: Operation): readonly number[] {
  const { result, error, name } = operation;
  if (error !== null) return [];
  if (name === 'status') return (result as readonly { readonly n: number }[]).map(({ n }) => n);
  const { affected, refused } = controlResult(operation);
  return [...affected, ...refused].map(({ n }) => n);
}

/** The share of operations during which another one on one of the same steps was under way, from 0 to 1. */
export function overlap(operations: readonly Operation[]): number {
  const begun = [...operations].sort((a, b) => a.invoked - b.invoked);
  const overlapping = new Set<Operation>();
  let open: { readonly operation: Operation; readonly steps: ReadonlySet<number> }[] = [];
  for (const operation of begun) {
    open = open.filter(({ operation: { answered } }) => answered > operation.invoked);
    const steps = stepsOf(operation);
    for (const other of open) {
      if (steps.some((n) => other.steps.has(n))) overlapping.add(operation).add(other.operation);
    }
    open.push({ operation, steps: new Set(steps) });
  }
  return operations.length === 0 ? 0 : overlapping.size / operations.length;
}
