import {
  type AttemptFate,
  type AttemptRef,
  type CommandEvent,
  type ProcessRef,
  type PromptTerms,
  type StepRecord,
  StepState,
  type Timer,
  type Trail,
  type TrailEvent,
} from '@autotrail/layer1';
import { rerunBelow } from './rerun-below.js';
import { AGAIN } from './shape.js';
import { LIMITED } from './slots.js';
import { CALLS, DECISIONS } from './specification.js';

/** What an exploration tries: the more, the more states there are. */
export interface Scope {
  /** Attempts a step may come to. */
  readonly attempts: number;
  /** Whether attempts ask, and are answered, told and timed out: in one way, or in every way there is. */
  readonly prompts: boolean | 'every';
  /** Whether states that differ only in what nothing follows from, causes and attempts given up, count as different ones. */
  readonly isExact: boolean;
  /** Whether attempts leave processes. */
  readonly survivors: boolean;
  /** Whether operators switch pausing on failure. */
  readonly flags: boolean;
  /** Whether operators decide on outcomes by themselves, and have steps run again. */
  readonly decisions: boolean;
  /** Whether operators hold steps until a date. */
  readonly holds: boolean;
  /** To how many attempts of all steps, or of those of the first lane, operators limit a trail while it runs. */
  readonly limits: readonly (number | null)[];
  /** Which fates a lost server leaves attempts to: none is lost, all to the same, or every combination. */
  readonly losses: 'none' | 'uniform' | 'every';
  /** Whether steps are put into other states when a trail is taken up. */
  readonly transforms: boolean;
}

const FLAGS = ['set_pause_on_fail', 'unset_pause_on_fail'];
/** What only happens together with something else, or is something else. */
const NO_CALLS = ['send_message_to_steps', 'rerun_below', 'keep_skipped', 'keep_blocked', 'keep_decided', 'keep_interrupted'];
/** For how long steps are held. */
const HOLD_MS = 30;
/** How attempts ask. */
const TERMS: readonly PromptTerms[] = [
  { timeoutMs: 9 },
  { timeoutMs: 9, onTimeout: 'default', default: 'yes', choices: ['yes', 'no'] },
  { timeoutMs: 9, onTimeout: 'skip', mayAnswer: ['ada'], remindMs: 4 },
];
const PROCESS: ProcessRef = { pid: 7, startTime: '7', command: 'sleep' };
const FATES: readonly AttemptFate[] = [{ fate: 'lost' }, { fate: 'left behind', processes: [PROCESS] }, { fate: 'kept' }];
const TRANSFORMS = [
  [StepState.Running, StepState.ToPause],
  [StepState.Interrupted, StepState.Waiting],
  [StepState.Waiting, StepState.Ready],
  [StepState.Failed, StepState.Waiting],
  [StepState.Blocked, StepState.ToSkip],
  [StepState.Paused, StepState.Interrupted],
  [StepState.Waiting, StepState.ToBlock],
] as const;

/** Everything that can happen to a trail as it is and may change it. */
export function possibleEvents(trail: Trail, scope: Scope): TrailEvent[] {
  const events: TrailEvent[] = [...commands(trail, scope)];
  for (const { n } of trail.steps) events.push(...attemptEvents(trail, n, scope));
  for (const most of scope.limits) for (const tags of LIMITED.slice(0, 2)) events.push({ type: 'limit', tags, most });
  if (!trail.isShuttingDown) events.push({ type: 'shutdown' });
  if (scope.losses !== 'none') events.push(...losses(trail, scope));
  return events;
}

/** Each call on each single step it affects, and on all of those. */
function commands(trail: Trail, scope: Scope): CommandEvent[] {
  const events: CommandEvent[] = [];
  for (const [row, { from }] of CALLS) {
    if (NO_CALLS.includes(row) || (!scope.flags && FLAGS.includes(row)) || (!scope.decisions && DECISIONS.includes(row)))
      continue;
    const steps = trail.steps.map(({ n }) => n).filter((n) => from.includes(trail.record(n).state));
    const isWhole = row === 'start' || row === 'stop';
    if (steps.length > 1 || (isWhole && steps.length === 1)) events.push(command(row, steps));
    if (!isWhole) for (const n of steps) events.push({ ...command(row, [n]), ...(row === 'mark_done' && { value: n }) });
    if (row === 'rerun') for (const n of steps) events.push(...rerunsBelow(trail, [n]));
    if (row === 'pause' && scope.holds) {
      for (const n of steps) events.push({ ...command(row, [n]), until: trail.revision + HOLD_MS });
    }
  }
  if (!trail.isStarted && trail.steps.every(({ n }) => trail.record(n).state !== StepState.Ready))
    events.push(command('start', []));
  return events;
}

/** Unless it is refused, or comes to the same as running the steps again alone. */
function rerunsBelow(trail: Trail, steps: readonly number[]): CommandEvent[] {
  const moves = rerunBelow(trail, steps);
  return moves === null || moves.length === 1 ? [] : [{ type: 'command', call: 'rerun', moves }];
}

export function command(row: string, steps: readonly number[]): CommandEvent {
  return { type: 'command', call: row, moves: [{ row, steps }] };
}

/** What the attempt of a step can say, and what can be said to it; and what it waits for. */
function attemptEvents(trail: Trail, n: number, scope: Scope): TrailEvent[] {
  const { state, attempt, ending, until } = trail.record(n);
  const { timeoutMs, retry } = trail.step(n).policy;
  const events: TrailEvent[] = [];
  if (until !== null) events.push(timeOver({ kind: 'wait', n, attempt, at: until }));
  if (ending !== null) events.push(ended(n, ending, true), timeOver({ kind: 'grace', n, attempt: ending }));
  if (scope.survivors && attempt > 0) events.push(...survivorEvents(trail, n));
  if (state !== StepState.Running) return events;
  events.push(ended(n, attempt, true), ended(n, attempt, false));
  if (timeoutMs !== undefined) events.push(timeOver({ kind: 'attempt', n, attempt }));
  if (retry !== undefined) events.push(endedAgain(n, attempt));
  return scope.prompts === false ? events : [...events, ...talkEvents(trail.record(n), n, scope.prompts === 'every')];
}

/** What an attempt can ask, and what can become of that. */
function talkEvents({ attempt, prompts, inputMessages }: StepRecord, n: number, isEvery: boolean): TrailEvent[] {
  const events: TrailEvent[] = [];
  const [asked] = prompts;
  const promptId = `${n}.${attempt}.1`;
  if (asked === undefined) {
    for (const terms of isEvery ? TERMS : TERMS.slice(0, 1)) {
      events.push({ type: 'prompt', n, attempt, promptId, message: 'Well?', ...terms });
    }
  }
  if (asked?.status === 'open') {
    events.push({ type: 'reply', promptId, value: true }, timeOver({ kind: 'prompt', n, attempt, promptId }));
    if (isEvery) events.push({ type: 'withdrawn', n, attempt, promptId });
    if (asked.remindMs !== undefined && (asked.reminders ?? 0) < 1)
      events.push(timeOver({ kind: 'reminder', n, attempt, promptId }));
  }
  if (inputMessages.length < 1) events.push({ type: 'message', steps: [n], message: 'go' });
  return events;
}

function timeOver(timer: Timer): TrailEvent {
  return { type: 'timer', timer };
}

/** An attempt leaves a process, or the last one is gone. */
function survivorEvents(trail: Trail, n: number): TrailEvent[] {
  const { attempt: newest, survivors } = trail.record(n);
  return Array.from({ length: newest }, (_, before) => {
    const attempt = before + 1;
    const processes = survivors.some((survivor) => survivor.attempt === attempt) ? [] : [PROCESS];
    return { type: 'survivors', n, attempt, processes };
  });
}

function ended(n: number, attempt: number, isFine: boolean): TrailEvent {
  return { type: 'ended', n, attempt, outcome: isFine ? { ok: true, value: 1 } : { ok: false, error: { message: 'broken' } } };
}

/** It fails in the way that the choosy try again. */
function endedAgain(n: number, attempt: number): TrailEvent {
  return { type: 'ended', n, attempt, outcome: { ok: false, error: { message: 'busy', code: AGAIN } } };
}

/** The server is lost, and another one takes the trail up. */
function losses(trail: Trail, { losses: which, transforms }: Scope): TrailEvent[] {
  const open = trail.attemptsUnderWay;
  const events = (
    which === 'every'
      ? everyFate(open)
      : FATES.slice(0, open.length === 0 ? 1 : 3).map((fate) => open.map((one) => ({ ...one, ...fate })))
  ).map((attempts): TrailEvent => ({ type: 'resumed', attempts, transformed: [], policies: [] }));
  if (!transforms) return events;
  const attempts = open.map((one) => ({ ...one, fate: 'lost' as const }));
  for (const [from, to] of TRANSFORMS) {
    const steps = trail.steps.map(({ n }) => n).filter((n) => trail.record(n).state === from && !isSettled(trail, n));
    if (steps.length > 0) events.push({ type: 'resumed', attempts, transformed: [{ to, steps }], policies: [] });
  }
  return events;
}

/** A condition that failed has decided for others. */
function isSettled(trail: Trail, n: number): boolean {
  return trail.record(n).state === StepState.Failed && trail.step(n).policy.skipProgenyOnFailure;
}

function everyFate(open: readonly AttemptRef[]): readonly (readonly (AttemptRef & AttemptFate)[])[] {
  return open.reduce<readonly (readonly (AttemptRef & AttemptFate)[])[]>(
    (chosen, one) => chosen.flatMap((before) => FATES.map((fate) => [...before, { ...one, ...fate }])),
    [[]],
  );
}

/** Everything that can happen and must not change anything: what is over, what never was, and calls that affect nothing. */
export function idleEvents(trail: Trail): TrailEvent[] {
  const moves = [...CALLS].flatMap(([row, { from }]) => {
    if (row === 'start' && !trail.isStarted) return [];
    return [{ row, steps: trail.steps.map(({ n }) => n).filter((n) => !from.includes(trail.record(n).state)) }];
  });
  const held = trail.steps.map(({ n }) => n).filter((n) => trail.record(n).state !== StepState.Running);
  const events: TrailEvent[] = [
    { type: 'command', call: 'all', moves },
    { type: 'message', steps: held, message: 'late' },
  ];
  for (const { n } of trail.steps) {
    const newest = trail.record(n).attempt;
    events.push(...untimelyEvents(trail, n));
    for (let attempt = newest - 1; attempt <= newest + 1; attempt++) events.push(...staleEvents(trail, { n, attempt }));
  }
  if (trail.isShuttingDown) events.push({ type: 'shutdown' });
  return [...events, { type: 'note', text: 'noted', steps: [0] }];
}

/** What is too late for the newest attempt, or too early. */
function untimelyEvents(trail: Trail, n: number): TrailEvent[] {
  const { state, attempt, until, prompts } = trail.record(n);
  const promptId = `${n}.${attempt}.1`;
  const events: TrailEvent[] = [timeOver({ kind: 'wait', n, attempt, at: (until ?? 0) + 1 })];
  if (state !== StepState.Running) events.push(timeOver({ kind: 'attempt', n, attempt }));
  if (prompts.some(({ id, status }) => id === promptId && status === 'open')) return events;
  return [...events, { type: 'withdrawn', n, attempt, promptId }, timeOver({ kind: 'reminder', n, attempt, promptId })];
}

function staleEvents(trail: Trail, { n, attempt }: AttemptRef): TrailEvent[] {
  const { state, attempt: newest, ending, prompts } = trail.record(n);
  const promptId = `${n}.${attempt}.1`;
  const isOpen = prompts.some(({ id, status }) => id === promptId && status === 'open');
  const isUnderWay = state === StepState.Running && newest === attempt;
  const events: TrailEvent[] = [];
  if (!isOpen) events.push({ type: 'reply', promptId, value: 'late' }, timeOver({ kind: 'prompt', n, attempt, promptId }));
  if (ending !== attempt) events.push(timeOver({ kind: 'grace', n, attempt }));
  if (!isUnderWay) events.push({ type: 'prompt', n, attempt, promptId, message: 'late?' });
  if (!isUnderWay && ending !== attempt) events.push(ended(n, attempt, true), ended(n, attempt, false));
  if (attempt > newest) events.push({ type: 'survivors', n, attempt, processes: [PROCESS] });
  return events;
}
