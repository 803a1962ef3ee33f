import type { JsonValue } from '@autotrail/core';
import type { Cause, JournalRecord, StepChange, StepState, TrailEvent } from '@autotrail/layer1';

/** Where something happened. */
interface Place {
  /** When (ISO 8601). */
  readonly at: string;
  readonly n: number;
  readonly name: string;
}

interface StateHappening extends Place {
  readonly type: 'state';
  readonly state: StepState;
  readonly cause: Cause | null;
  /** What a failed attempt said. */
  readonly error?: JsonValue;
}

interface PromptHappening extends Place {
  readonly type: 'prompt';
  readonly promptId: string;
  readonly message: JsonValue;
}

interface OutputHappening extends Place {
  readonly type: 'output';
  readonly message: JsonValue;
}

interface CommandHappening {
  readonly type: 'command';
  readonly at: string;
  readonly call: string;
  readonly actor: string | null;
  readonly reason: string | null;
}

/** A thing that happened to a trail, as `run --json` prints it. */
export type Happening = StateHappening | PromptHappening | OutputHappening | CommandHappening;

/** What a record of a trail tells: the command that came, and what has become of steps by it. */
export function happeningsOf({ at, event, changes }: JournalRecord, nameOf: (n: number) => string): readonly Happening[] {
  const time = new Date(at).toISOString();
  const ofSteps = [...lastChanges(changes)].flatMap((change) =>
    ofChange(change, event, { at: time, n: change.n, name: nameOf(change.n) }),
  );
  return [...commandOf(event, time), ...ofSteps];
}

/** A step may pass through several states in one record; only the last of them was ever to be seen. */
function lastChanges(changes: readonly StepChange[]): Iterable<StepChange> {
  const merged = new Map<number, StepChange>();
  for (const change of changes) merged.set(change.n, { ...merged.get(change.n), ...change });
  return merged.values();
}

function ofChange(change: StepChange, event: TrailEvent, place: Place): readonly Happening[] {
  const { state, cause = null, returnValue } = change;
  if (event.type === 'prompt') return [{ type: 'prompt', ...place, promptId: event.promptId, message: event.message }];
  if (state === undefined) return [];
  const error = cause === 'failure' && returnValue !== undefined ? { error: returnValue } : {};
  return [{ type: 'state', ...place, state, cause, ...error }];
}

function commandOf(event: TrailEvent, at: string): readonly Happening[] {
  switch (event.type) {
    case 'command':
    case 'message':
    case 'reply':
    case 'shutdown': {
      const { actor = null, reason = null } = event;
      return [{ type: 'command', at, call: event.type === 'command' ? event.call : event.type, actor, reason }];
    }
    default:
      return [];
  }
}
