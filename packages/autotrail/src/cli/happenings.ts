import type { JsonValue } from '@autotrail/core';
import { type AnswerTerms, askedPrompts, eventTexts, toldChanges } from '@autotrail/helpers';
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
  /** When it ends by itself (ISO 8601): a hold, or the delay of a retry. */
  readonly until?: string;
}

interface PromptHappening extends Place, AnswerTerms {
  readonly type: 'prompt';
  readonly promptId: string;
  readonly message: JsonValue;
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

interface AbandonedHappening extends Place {
  readonly type: 'abandoned';
  /** The attempt that was to end, and has not done so in time. */
  readonly attempt: number;
}

interface CommandHappening {
  readonly type: 'command';
  readonly at: string;
  readonly call: string;
  /** What was done, to which steps, by whom and why, in words. */
  readonly text: string;
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
  | AbandonedHappening
  | CommandHappening
  | NoteHappening
  | ResumedHappening;

/** What a record of a trail tells: what came from outside, and what has become of steps by it. An event nobody knows tells less. */
export function happeningsOf({ at, event, changes }: JournalRecord, nameOf: (n: number) => string): readonly Happening[] {
  const time = isoTime(at);
  const placeOf = (n: number): Place => ({ at: time, n, name: nameOf(n) });
  return [...ofEvent(event, placeOf), ...toldChanges(changes).flatMap((change) => ofChange(change, event, placeOf(change.n)))];
}

function ofChange(change: StepChange, event: JournalRecord['event'], place: Place): readonly Happening[] {
  const { state, cause = null, returnValue, until = null, abandoned = null } = change;
  const isAsking = event.type === 'prompt' || (event.type === 'timer' && event.timer.kind === 'reminder');
  if (isAsking) return askedOf(event, change, place);
  if (abandoned !== null) return [{ type: 'abandoned', ...place, attempt: abandoned }];
  if (state === undefined) return [];
  const error = cause !== null && FAILED.includes(cause) && returnValue !== undefined ? { error: returnValue } : {};
  return [{ type: 'state', ...place, state, cause, ...error, ...(until !== null && { until: isoTime(until) }) }];
}

/** The causes with which a failed attempt leaves a step: for good, for an operator, or to be tried again. */
const FAILED: readonly Cause[] = ['failure', 'timeout', 'timer'];

/** What is asked, or asked still. */
function askedOf(event: JournalRecord['event'], change: StepChange, place: Place): readonly Happening[] {
  return askedPrompts({ event, changes: [change] }).map(({ id, ...asked }) => ({
    type: 'prompt',
    ...place,
    promptId: id,
    ...asked,
  }));
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
      return [commandOf(event, placeOf)];
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

function commandOf(event: CommandLike, placeOf: (n: number) => Place): Happening {
  const { actor = null, reason = null } = event;
  const [text] = eventTexts({ event, changes: [] }, { nameOf: (n) => `${n} ${placeOf(n).name}` });
  return { type: 'command', at: placeOf(0).at, call: callOf(event), text, actor, reason };
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

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function survivorsOf(place: Place, processes: SurvivorsHappening['processes']): Happening {
  return { type: 'survivors', ...place, processes: processes.map(({ pid, command }) => ({ pid, command })) };
}
