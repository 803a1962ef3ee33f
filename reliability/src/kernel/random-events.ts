import {
  type AttemptRef,
  type CommandEvent,
  type PromptTerms,
  STEP_STATES,
  StepState,
  type Trail,
  type TrailEvent,
} from '@autotrail/layer1';
import type { Random } from '../support/random.js';
import { rerunBelow } from './rerun-below.js';
import { AGAIN } from './shape.js';
import { LIMITED } from './slots.js';
import { CALLS } from './specification.js';
import type { World } from './world.js';

/** What the next event is drawn from. */
export interface Draw {
  readonly random: Random;
  readonly trail: Trail;
  readonly world: World;
}

/** Draws what happens next; `null` if what was drawn cannot happen now. */
type Maker = (draw: Draw) => TrailEvent | null;

/** Calls that end most schedules early, or that seldom matter: drawn among all others, not among those that suit a step. */
const RARE = ['stop', 'skip', 'block', 'set_pause_on_fail', 'unset_pause_on_fail', 'send_message_to_steps'];
/** What happens to the steps below those that are run again. */
const BELOW = ['rerun_below', 'keep_skipped', 'keep_blocked', 'keep_decided', 'keep_interrupted'];

/** By state, the calls that affect a step in it. */
const ROWS_FROM = new Map<StepState, readonly string[]>(
  STEP_STATES.map((state) => [
    state,
    [...CALLS].filter(([row, { from }]) => ![...RARE, ...BELOW].includes(row) && from.includes(state)).map(([row]) => row),
  ]),
);
const ROWS = [...CALLS.keys()].filter((row) => row !== 'send_message_to_steps' && !BELOW.includes(row));
/** Who makes calls. */
const OPERATORS = [{}, { actor: 'ada' }, { actor: 'ben', reason: 'it is late' }];
/** What attempts ask with, beside a time. */
const TERMS: readonly PromptTerms[] = [
  {},
  { onTimeout: 'fail', remindMs: 3 },
  { onTimeout: 'default', default: 'yes', choices: ['yes', 'no'] },
  { onTimeout: 'skip', mayAnswer: ['ada'] },
  { default: 'no', choices: ['yes', 'no'], mayAnswer: ['ada', 'ben'], remindMs: 5 },
];

/** How often what is drawn, beside the calls. */
const WEIGHTS: readonly (readonly [number, Maker])[] = [
  [30, endOf],
  [26, ({ random, trail }) => randomCommand(random, trail)],
  [8, start],
  [7, prompt],
  [6, reply],
  [3, message],
  [7, alarm],
  [4, late],
  [3, foreign],
  [3, survivors],
  [4, again],
  [3, limit],
  [1, withdrawal],
  [1, ({ random, trail }) => ({ type: 'note', text: 'noted', steps: [random.below(trail.dag.size)] })],
  [1, () => ({ type: 'shutdown' })],
];
const MAKERS: readonly Maker[] = WEIGHTS.flatMap(([weight, make]) => Array.from({ length: weight }, () => make));

/** Draws what happens next. */
export function randomEvent(draw: Draw): TrailEvent {
  const make = MAKERS[draw.random.below(MAKERS.length)] as Maker;
  return make(draw) ?? randomCommand(draw.random, draw.trail);
}

/** Most often it affects something: on one step, on several, or on all. */
function randomCommand(random: Random, trail: Trail): CommandEvent {
  const n = random.below(trail.dag.size);
  const rows = ROWS_FROM.get(trail.record(n).state) ?? [];
  const row = (random.chance(0.9) ? random.pick(rows) : undefined) ?? random.pick(ROWS) ?? 'pause';
  return {
    ...{ type: 'command', call: row, moves: [{ row, steps: chosenSteps(random, trail, n) }] },
    ...(random.pick(OPERATORS) ?? {}),
    ...(row === 'pause' && random.chance(0.4) && { until: trail.revision + 1 + random.below(20) }),
    ...(row === 'mark_done' && random.chance(0.5) && { value: { by: 'hand' } }),
  };
}

/** Steps are run again with all that is below them. */
function again({ random, trail }: Draw): CommandEvent | null {
  const from = CALLS.get('rerun')?.from ?? [];
  const over = trail.steps.map(({ n }) => n).filter((n) => from.includes(trail.record(n).state));
  const chosen = random.pick(over);
  const moves = chosen === undefined ? null : rerunBelow(trail, random.chance(0.8) ? [chosen] : over);
  return moves === null ? null : { type: 'command', call: 'rerun', moves, ...(random.pick(OPERATORS) ?? {}) };
}

/** An operator says how many attempts there may be at a time; most often there may be some. */
function limit({ random }: Draw): TrailEvent {
  const most = random.pick([0, 1, 1, 2, 3, null, null, null]) ?? null;
  return { type: 'limit', tags: random.pick(LIMITED) ?? {}, most };
}

function chosenSteps(random: Random, trail: Trail, n: number): readonly number[] {
  const how = random.below(10);
  if (how < 6) return [n];
  if (how < 8) return trail.branches([trail.step(n)]).map((step) => step.n);
  const { size } = trail.dag;
  if (how === 8) return Array.from({ length: 1 + random.below(4) }, () => random.below(size));
  return Array.from({ length: size }, (_, place) => place);
}

function start({ trail }: Draw): CommandEvent | null {
  if (trail.isStarted) return null;
  const ready = trail.steps.map(({ n }) => n).filter((n) => trail.record(n).state === StepState.Ready);
  return { type: 'command', call: 'start', moves: [{ row: 'start', steps: ready }] };
}

function endOf({ random, world }: Draw): TrailEvent | null {
  const attempt = random.pick(world.alive);
  if (attempt === undefined) return null;
  return random.chance(0.1) ? endedAgain(attempt) : ended(attempt, random.chance(0.65));
}

/** It fails in the way that the choosy try again. */
function endedAgain({ n, attempt }: AttemptRef): TrailEvent {
  return { type: 'ended', n, attempt, outcome: { ok: false, error: { message: 'busy', code: AGAIN }, value: 'shown' } };
}

/** The result of an attempt. */
export function ended({ n, attempt }: AttemptRef, isFine: boolean): TrailEvent {
  return {
    type: 'ended',
    n,
    attempt,
    outcome: isFine ? { ok: true, value: { done: true } } : { ok: false, error: { message: 'broken' } },
  };
}

function prompt({ random, trail, world }: Draw): TrailEvent | null {
  const asking = random.pick(world.alive);
  if (asking === undefined) return null;
  const { n, attempt } = asking;
  const asked = trail.record(n).prompts.length;
  // One that asks again under an id it has used is not heard.
  const promptId = `${n}.${attempt}.${asked + (random.chance(0.9) ? 1 : 0)}`;
  return {
    type: 'prompt',
    n,
    attempt,
    promptId,
    message: 'Well?',
    ...(random.chance(0.5) && { timeoutMs: 1 + random.below(20) }),
    ...(random.pick(TERMS) ?? {}),
  };
}

/** An attempt wants no answer any longer, perhaps to what was closed long before. */
function withdrawal({ random, trail, world }: Draw): TrailEvent | null {
  const asking = random.pick(world.alive.filter(({ n }) => trail.record(n).prompts.length > 0));
  const asked = asking && random.pick(trail.record(asking.n).prompts);
  return asked === undefined || asking === undefined ? null : { type: 'withdrawn', ...asking, promptId: asked.id };
}

function reply({ random, trail, world }: Draw): TrailEvent | null {
  const asking = world.alive.filter(({ n }) => trail.record(n).prompts.length > 0);
  const { n } = random.pick(asking) ?? { n: 0 };
  const asked = random.pick(trail.record(n).prompts);
  return asked === undefined ? null : { type: 'reply', promptId: asked.id, value: 'yes' };
}

function message({ random, trail, world }: Draw): TrailEvent {
  const steps = random.chance(0.7) ? world.alive.slice(0, 2).map(({ n }) => n) : [random.below(trail.dag.size)];
  return { type: 'message', steps: [...new Set(steps)], message: { text: 'go' } };
}

/** A timer runs out that was set some time, perhaps long after it was of use. */
function alarm({ random, world }: Draw): TrailEvent | null {
  const set = random.pick(world.alarms);
  return set === undefined ? null : { type: 'timer', timer: set.timer };
}

/** A result comes twice, or of an attempt that was given up. */
function late({ random, world }: Draw): TrailEvent | null {
  const gone = random.pick(world.gone);
  return gone === undefined ? null : ended(gone, random.chance(0.5));
}

/** A result comes of an attempt that never was, or that belongs to somebody else. */
function foreign({ random, trail }: Draw): TrailEvent | null {
  const n = random.below(trail.dag.size + 2);
  const newest = n < trail.dag.size ? trail.record(n).attempt : 0;
  return ended({ n, attempt: random.chance(0.5) ? newest + 1 + random.below(2) : newest - 1 }, random.chance(0.5));
}

function survivors({ random, trail, world }: Draw): TrailEvent | null {
  const attempt = random.pick(random.chance(0.5) ? world.gone : world.alive);
  if (attempt === undefined) return null;
  const { n } = attempt;
  const processes = trail.record(n).survivors.length > 0 ? [] : [{ pid: 1 + random.below(9), startTime: '1', command: 'sleep' }];
  return { type: 'survivors', n, attempt: attempt.attempt, processes };
}
