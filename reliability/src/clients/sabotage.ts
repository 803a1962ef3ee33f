import { isDeepStrictEqual } from 'node:util';
import { controlResult, type History, type Operation, roleOf } from './history.js';

/** Makes of a sound history one that no correct server could have caused; `null` if this one offers no occasion. */
type Sabotage = (history: History) => History | null;

/** What a checker must find, by what was done to the history. */
export const SABOTAGES = {
  'two answers swapped': ({ operations, records }) => {
    const command = operations.find(isCommand);
    const other = operations.findLast(
      (operation) =>
        isCommand(operation) && operation.name === command?.name && !isDeepStrictEqual(operation.result, command.result),
    );
    if (command === undefined || other === undefined) return null;
    const swapped = new Map([
      [command, { ...command, result: other.result }],
      [other, { ...other, result: command.result }],
    ]);
    return { records, operations: operations.map((operation) => swapped.get(operation) ?? operation) };
  },
  'a stale read': ({ operations, records }) => {
    const reads = operations.filter((operation) => roleOf(operation) === 'read');
    for (const fresh of reads.toReversed()) {
      const stale = reads.find(
        (read) => read.answered < fresh.invoked && isDeepStrictEqual(read.fields, fresh.fields) && isOlder(read, fresh),
      );
      if (stale !== undefined) return { records, operations: replaced(operations, fresh, { ...fresh, result: stale.result }) };
    }
    return null;
  },
  'a lost command': ({ operations, records }) => {
    const lost = operations.findLast(isCommand);
    const revision = lost === undefined ? 0 : controlResult(lost).revision;
    const event = { type: 'note', text: 'something else', steps: [] } as const;
    return lost === undefined
      ? null
      : {
          operations,
          records: records.map((record) => (record.revision === revision ? { ...record, event, changes: [] } : record)),
        };
  },
  'a phantom command': ({ operations, records }) => {
    const phantom = operations.findLast(isCommand);
    return phantom === undefined ? null : { records, operations: operations.filter((operation) => operation !== phantom) };
  },
  'a command carried out twice': ({ operations, records }) => {
    const twice = records.findLast(({ event }) => 'reason' in event);
    if (twice === undefined) return null;
    const last = records.at(-1)?.revision ?? 0;
    return { operations, records: [...records, { ...twice, revision: last + 1 }] };
  },
  'an order against real time': ({ operations, records }) => {
    const early = operations.find(isCommand);
    const late = operations.findLast(isCommand);
    if (early === undefined || late === undefined || late.invoked < early.answered) return null;
    const { invoked, answered } = late;
    const moved = replaced(operations, late, { ...late, invoked: early.invoked, answered: early.answered });
    return { records, operations: replaced(moved, early, { ...early, invoked, answered }) };
  },
  'a wrong dry run': ({ operations, records }) => {
    const look = operations.findLast((operation) => roleOf(operation) === 'look' && controlResult(operation).affected.length > 0);
    return look === undefined
      ? null
      : { records, operations: replaced(operations, look, { ...look, result: { ...controlResult(look), affected: [] } }) };
  },
} satisfies Record<string, Sabotage>;

function isCommand(operation: Operation): boolean {
  return roleOf(operation) === 'command' && controlResult(operation).affected.length > 0;
}

/** Whether a read shows every step as it was before the other one was read, and so cannot be an answer to that one. */
function isOlder({ result }: Operation, fresh: Operation): boolean {
  const since = (read: Operation['result']): readonly string[] =>
    (read as readonly { readonly since: string | null }[]).map((step) => step.since ?? '');
  const then = since(result);
  return then.length > 0 && since(fresh.result).every((now, index) => now > (then[index] ?? ''));
}

function replaced(operations: readonly Operation[], one: Operation, other: Operation): readonly Operation[] {
  return operations.map((operation) => (operation === one ? other : operation));
}
