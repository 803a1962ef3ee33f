import {
  type AttemptFate,
  type AttemptRef,
  type CommandEvent,
  type ProcessRef,
  StepState,
  type Trail,
  type TrailEvent,
} from '@autotrail/layer1';
import { CALLS } from './specification.js';

/** What an exploration tries: the more, the more states there are. */
export interface Scope {
  /** Attempts a step may come to. */
  readonly attempts: number;
  /** Whether attempts ask, and are answered, told and timed out. */
  readonly prompts: boolean;
  /** Whether states that differ only in what nothing follows from, causes and attempts given up, count as different ones. */
  readonly isExact: boolean;
  /** Whether attempts leave processes. */
  readonly survivors: boolean;
  /** Whether operators switch pausing on failure. */
  readonly flags: boolean;
  /** Which fates a lost server leaves attempts to: none is lost, all to the same, or every combination. */
  readonly losses: 'none' | 'uniform' | 'every';
  /** Whether steps are put into other states when a trail is taken up. */
  readonly transforms: boolean;
}

const FLAGS = ['set_pause_on_fail', 'unset_pause_on_fail'];
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
  if (!trail.isShuttingDown) events.push({ type: 'shutdown' });
  if (scope.losses !== 'none') events.push(...losses(trail, scope));
  return events;
}

/** Each call on each single step it affects, and on all of those. */
function commands(trail: Trail, scope: Scope): CommandEvent[] {
  const events: CommandEvent[] = [];
  for (const [row, { from }] of CALLS) {
    if (row === 'send_message_to_steps' || (!scope.flags && FLAGS.includes(row))) continue;
    const steps = trail.steps.map(({ n }) => n).filter((n) => from.includes(trail.record(n).state));
    const isWhole = row === 'start' || row === 'stop';
    if (steps.length > 1 || (isWhole && steps.length === 1)) events.push(command(row, steps));
    if (!isWhole) for (const n of steps) events.push(command(row, [n]));
  }
  if (!trail.isStarted && trail.steps.every(({ n }) => trail.record(n).state !== StepState.Ready))
    events.push(command('start', []));
  return events;
}

export function command(row: string, steps: readonly number[]): CommandEvent {
  return { type: 'command', call: row, moves: [{ row, steps }] };
}

/** What the attempt of a step can say, and what can be said to it. */
function attemptEvents(trail: Trail, n: number, scope: Scope): TrailEvent[] {
  const { state, attempt, ending, prompts } = trail.record(n);
  const events: TrailEvent[] = [];
  if (ending !== null) events.push(ended(n, ending, true), { type: 'timer', timer: { kind: 'grace', n, attempt: ending } });
  if (scope.survivors && attempt > 0) events.push(...survivorEvents(trail, n));
  if (state !== StepState.Running) return events;
  events.push(ended(n, attempt, true), ended(n, attempt, false));
  if (!scope.prompts) return events;
  const [asked] = prompts;
  const promptId = `${n}.${attempt}.1`;
  if (asked === undefined) events.push({ type: 'prompt', n, attempt, promptId, message: 'Well?', timeoutMs: 9 });
  if (asked?.status === 'open') {
    events.push({ type: 'reply', promptId, value: true }, { type: 'timer', timer: { kind: 'prompt', n, attempt, promptId } });
  }
  if (trail.record(n).inputMessages.length < 1) events.push({ type: 'message', steps: [n], message: 'go' });
  return events;
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
    for (let attempt = newest - 1; attempt <= newest + 1; attempt++) events.push(...staleEvents(trail, { n, attempt }));
  }
  if (trail.isShuttingDown) events.push({ type: 'shutdown' });
  return [...events, { type: 'note', text: 'noted', steps: [0] }];
}

function staleEvents(trail: Trail, { n, attempt }: AttemptRef): TrailEvent[] {
  const { state, attempt: newest, ending, prompts } = trail.record(n);
  const promptId = `${n}.${attempt}.1`;
  const isOpen = prompts.some(({ id, status }) => id === promptId && status === 'open');
  const isUnderWay = state === StepState.Running && newest === attempt;
  const events: TrailEvent[] = [];
  if (!isOpen)
    events.push({ type: 'reply', promptId, value: 'late' }, { type: 'timer', timer: { kind: 'prompt', n, attempt, promptId } });
  if (ending !== attempt) events.push({ type: 'timer', timer: { kind: 'grace', n, attempt } });
  if (!isUnderWay) events.push({ type: 'prompt', n, attempt, promptId, message: 'late?' });
  if (!isUnderWay && ending !== attempt) events.push(ended(n, attempt, true), ended(n, attempt, false));
  if (attempt > newest) events.push({ type: 'survivors', n, attempt, processes: [PROCESS] });
  return events;
}
