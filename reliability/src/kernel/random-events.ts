import type { JsonObject } from '@autotrail/core';
import { type AttemptRef, type CommandEvent, STEP_STATES, StepState, type Trail, type TrailEvent } from '@autotrail/layer1';
import type { Random } from '../support/random.js';
import { STEP_CALLS } from './looks.js';
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

/** By state, the calls that affect a step in it. */
const ROWS_FROM = new Map<StepState, readonly string[]>(
  STEP_STATES.map((state) => [
    state,
    [...CALLS].filter(([row, { from }]) => !RARE.includes(row) && from.includes(state)).map(([row]) => row),
  ]),
);
const ROWS = [...CALLS.keys()].filter((row) => row !== 'send_message_to_steps');

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
  [1, ({ random, trail }) => ({ type: 'note', text: 'noted', steps: [random.below(trail.dag.size)] })],
  [1, () => ({ type: 'shutdown' })],
];
const MAKERS: readonly Maker[] = WEIGHTS.flatMap(([weight, make]) => Array.from({ length: weight }, () => make));

/** Draws what happens next. */
export function randomEvent(draw: Draw): TrailEvent {
  const make = MAKERS[draw.random.below(MAKERS.length)] as Maker;
  return make(draw) ?? randomCommand(draw.random, draw.trail);
}

/** A call that is asked for what it would do: never `start`, which has no tags, for all are of the same form. */
export function randomCall(random: Random, trail: Trail): JsonObject {
  const tags: JsonObject = random.chance(0.7) ? { n: random.below(trail.dag.size) } : {};
  return { name: random.pick(STEP_CALLS) ?? 'pause', tags, message: 'told' };
}

/** Most often it affects something: on one step, on several, or on all. */
function randomCommand(random: Random, trail: Trail): CommandEvent {
  const n = random.below(trail.dag.size);
  const rows = ROWS_FROM.get(trail.record(n).state) ?? [];
  const row = (random.chance(0.9) ? random.pick(rows) : undefined) ?? random.pick(ROWS) ?? 'pause';
  return { type: 'command', call: row, moves: [{ row, steps: chosenSteps(random, trail, n) }] };
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
  return attempt === undefined ? null : ended(attempt, random.chance(0.7));
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
  };
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
