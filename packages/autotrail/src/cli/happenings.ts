import type { JsonValue } from '@autotrail/core';
import { lastChanges } from '@autotrail/helpers';
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
  /** The only answers there are. Left out: any. */
  readonly choices?: readonly JsonValue[];
  /** Who may answer. Left out: anybody. */
  readonly mayAnswer?: readonly string[];
}

interface OutputHappening extends Place {
  readonly type: 'output';
  readonly message: JsonValue;
}

interface SurvivorsHappening extends Place {
  readonly type: 'survivors';
  /** The processes that an attempt of the step started and that are alive; none once they are gone. */
  readonly processes: readonly { readonly pid: number; readonly command: string }[];
}

interface CommandHappening {
  readonly type: 'command';
  readonly at: string;
  readonly call: string;
  readonly actor: string | null;
  readonly reason: string | null;
}

interface NoteHappening {
  readonly type: 'note';
  readonly at: string;
  readonly text: string;
  /** The steps it is about; none: the trail as a whole. */
  readonly steps: readonly { readonly n: number; readonly name: string }[];
  readonly actor: string | null;
}

interface ResumedHappening {
  readonly type: 'resumed';
  readonly at: string;
  /** What differs in the policies of steps from those of the server before. */
  readonly policies: readonly string[];
}

/** A thing that happened to a trail, as `run --json` prints it. */
export type Happening =
  | StateHappening
  | PromptHappening
  | OutputHappening
  | SurvivorsHappening
  | CommandHappening
  | NoteHappening
  | ResumedHappening;

/** What a record of a trail tells: what came from outside, and what has become of steps by it. An event nobody knows tells less. */
export function happeningsOf({ at, event, changes }: JournalRecord, nameOf: (n: number) => string): readonly Happening[] {
  const time = new Date(at).toISOString();
  const placeOf = (n: number): Place => ({ at: time, n, name: nameOf(n) });
  return [...ofEvent(event, placeOf), ...lastChanges(changes).flatMap((change) => ofChange(change, event, placeOf(change.n)))];
}

function ofChange(change: StepChange, event: JournalRecord['event'], place: Place): readonly Happening[] {
  const { state, cause = null, returnValue } = change;
  if (event.type === 'prompt') return askedOf(event.promptId, change, place);
  if (event.type === 'timer' && event.timer.kind === 'reminder') return askedOf(event.timer.promptId, change, place);
  if (state === undefined) return [];
  const error = cause !== null && FAILED.includes(cause) && returnValue !== undefined ? { error: returnValue } : {};
  return [{ type: 'state', ...place, state, cause, ...error }];
}

/** The causes with which a failed attempt leaves a step: for good, for an operator, or to be tried again. */
const FAILED: readonly Cause[] = ['failure', 'timeout', 'timer'];

/** What is asked, or asked still. */
function askedOf(promptId: string, { prompts = [] }: StepChange, place: Place): readonly Happening[] {
  const asked = prompts.find(({ id }) => id === promptId);
  if (asked === undefined) return [];
  const { message, choices, mayAnswer } = asked;
  const terms = { ...(choices !== undefined && { choices }), ...(mayAnswer !== undefined && { mayAnswer }) };
  return [{ type: 'prompt', ...place, promptId, message, ...terms }];
}

function ofEvent(event: JournalRecord['event'], placeOf: (n: number) => Place): readonly Happening[] {
  // The time is that of any place.
  const { at } = placeOf(0);
  switch (event.type) {
    case 'command':
    case 'message':
    case 'reply':
    case 'shutdown':
    case 'limit':
    case 'context':
      return [commandOf(event, at)];
    case 'note': {
      const steps = event.steps.map((n) => ({ n, name: placeOf(n).name }));
      return [{ type: 'note', at, text: event.text, steps, actor: event.actor ?? null }];
    }
    case 'resumed':
      return [{ type: 'resumed', at, policies: event.policies }, ...leftBehind(event, placeOf)];
    case 'survivors':
      return [survivorsOf(placeOf(event.n), event.processes)];
    default:
      return [];
  }
}

type CommandLike = Extract<TrailEvent, { readonly type: 'command' | 'message' | 'reply' | 'shutdown' | 'limit' | 'context' }>;

function commandOf(event: CommandLike, at: string): Happening {
  const { actor = null, reason = null } = event;
  return { type: 'command', at, call: callOf(event), actor, reason };
}

function callOf(event: CommandLike): string {
  if (event.type === 'command') return event.call;
  return event.type === 'limit' || event.type === 'context' ? `set_${event.type}` : event.type;
}

function leftBehind(
  { attempts }: Extract<TrailEvent, { readonly type: 'resumed' }>,
  placeOf: (n: number) => Place,
): readonly Happening[] {
  return attempts.flatMap((attempt) =>
    attempt.fate === 'left behind' ? [survivorsOf(placeOf(attempt.n), attempt.processes)] : [],
  );
}

function survivorsOf(place: Place, processes: SurvivorsHappening['processes']): Happening {
  return { type: 'survivors', ...place, processes: processes.map(({ pid, command }) => ({ pid, command })) };
}
