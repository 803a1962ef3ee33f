import type { JsonObject } from '@autotrail/core';
import { StepState, type StepStatus } from '@autotrail/layer1';
import type { Random } from '../support/random.js';

/** A call to be made. */
export interface ChosenCall {
  readonly name: string;
  readonly fields: JsonObject;
}

/** What clients are after: to keep the trail where it is, to have attempts begin and end, or to have it finished. */
export type Mood = 'calm' | 'brisk' | 'finishing';

/** A step as clients saw it last. */
export type SeenStep = Pick<StepStatus, 'n' | 'state' | 'prompts'>;

/** The fields that {@link SeenStep} is made of. */
const SEEN_FIELDS = ['n', 'state', 'prompts'] as const;

/** What a call is chosen by. */
export interface Choice {
  readonly random: Random;
  readonly mood: Mood;
  readonly seen: readonly SeenStep[];
  /** A number of no other choice. */
  readonly count: number;
  /** The time, in milliseconds since the epoch. */
  readonly now: number;
}

type Chooser = (choice: Choice) => ChosenCall | null;

/** For how long steps are held, at most, in milliseconds. */
const LONGEST_HOLD_MS = 2_000;
/** Where operators put values into the context. */
const TOLD = ['ada', 'ben', 'kim'];
/** The steps whose attempts are limited. */
const LIMITED: readonly JsonObject[] = [{}, { kind: 'takes-a-while' }];

/** How often each call is made in each mood, of a thousand. What is left are notes. */
const WEIGHTS: Readonly<Record<Mood, readonly (readonly [number, Chooser])[]>> = {
  calm: [
    [30, status],
    [200, flag],
    [60, pause],
    [40, resumeHeld],
    [30, message],
    [15, replyToOpen],
    [20, replyToAny],
    [8, interrupt],
    [4, controlOne('skip')],
    [4, controlOne('unskip')],
    [3, controlOne('block')],
    [3, controlOne('unblock')],
    [5, branch],
    [5, nextSteps],
    [5, start],
    [30, setContext],
    [15, setLimit],
    [6, rerun],
    [8, decideOn('mark_done')],
    [4, decideOn('fail')],
  ],
  brisk: [
    [40, status],
    [150, flag],
    [60, resumeHeld],
    [60, message],
    [40, replyToOpen],
    [60, interrupt],
    [5, start],
    [20, setContext],
    [10, takeAwayLimit],
  ],
  finishing: [
    [80, status],
    [80, flag],
    [60, resumeAll],
    [100, resumeHeld],
    [60, messageToAll],
    [100, replyToOpen],
    [10, start],
    [40, takeAwayLimit],
  ],
};

/** Chooses what a client does next. */
export function chooseCall(choice: Choice): ChosenCall {
  let left = choice.random.below(1_000);
  for (const [weight, choose] of WEIGHTS[choice.mood]) {
    left -= weight;
    if (left < 0) return choose(choice) ?? note(choice);
  }
  return note(choice);
}

/** Makes Ready steps wait for their turn. */
export function start(): ChosenCall {
  return { name: 'start', fields: {} };
}

function status(): ChosenCall {
  return { name: 'status', fields: { tags: {}, states: [], status_fields: SEEN_FIELDS } };
}

function note({ random, count }: Choice): ChosenCall {
  const more = random.chance(0.04) ? 'more '.repeat(random.below(1_500)) : '';
  const tags = random.chance(0.3) ? { n: random.below(49) } : null;
  return { name: 'note', fields: { text: `note ${count} ${more}`, tags } };
}

function flag({ random }: Choice): ChosenCall {
  const name = random.chance(0.8) ? 'set_pause_on_fail' : 'unset_pause_on_fail';
  return { name, fields: { tags: name === 'set_pause_on_fail' ? {} : { kind: 'ends' } } };
}

/** For good, or until a time that comes soon. */
function pause({ random, now }: Choice): ChosenCall {
  const until = random.chance(0.3) ? { until: now + 1 + random.below(LONGEST_HOLD_MS) } : {};
  return { name: 'pause', fields: { tags: { n: random.below(49) }, ...until } };
}

/** What actions make of the context is beside it. */
function setContext({ random, count }: Choice): ChosenCall {
  return { name: 'set_context', fields: { key: `told.${random.pick(TOLD)}`, value: { told: count } } };
}

function setLimit({ random }: Choice): ChosenCall {
  return { name: 'set_limit', fields: { tags: random.pick(LIMITED) ?? {}, most: random.pick([1, 2, 6, null, null]) ?? null } };
}

function takeAwayLimit({ random }: Choice): ChosenCall {
  return { name: 'set_limit', fields: { tags: random.pick(LIMITED) ?? {}, most: null } };
}

/** Whatever is over: alone, or with all that comes after it. */
function rerun({ random }: Choice): ChosenCall {
  return { name: 'rerun', fields: { tags: { n: random.below(49) }, below: random.chance(0.5) } };
}

/** Somebody decides what has become of a step that is held. */
function decideOn(name: 'mark_done' | 'fail'): Chooser {
  return ({ random, seen, count }) => {
    const step = random.pick(seen.filter(({ state }) => HELD.includes(state) || state === StepState.Failed));
    const value = name === 'mark_done' ? { value: `done by hand ${count}` } : {};
    return step === undefined ? null : { name, fields: { tags: { n: step.n }, ...value } };
  };
}

function branch({ random }: Choice): ChosenCall {
  return { name: random.chance(0.5) ? 'pause_branch' : 'resume_branch', fields: { tags: { n: random.below(49) } } };
}

function nextSteps({ random }: Choice): ChosenCall {
  return { name: 'next_steps', fields: { step_count: 1 + random.below(3) } };
}

function controlOne(name: string): Chooser {
  return ({ random }) => ({ name, fields: { tags: { n: random.below(49) } } });
}

const HELD: readonly StepState[] = [StepState.Paused, StepState.ToPause, StepState.PausedOnFail, StepState.Interrupted];

function resumeHeld({ random, seen }: Choice): ChosenCall | null {
  const step = random.pick(seen.filter(({ state }) => HELD.includes(state)));
  return step === undefined ? null : { name: 'resume', fields: { tags: { n: step.n } } };
}

function resumeAll(): ChosenCall {
  return { name: 'resume', fields: { tags: {} } };
}

function runningStep({ random, seen }: Choice): SeenStep | undefined {
  return random.pick(seen.filter(({ state }) => state === StepState.Running));
}

function interrupt(choice: Choice): ChosenCall | null {
  const step = runningStep(choice);
  return step === undefined ? null : { name: 'interrupt', fields: { tags: { n: step.n } } };
}

function message(choice: Choice): ChosenCall | null {
  const step = runningStep(choice);
  const tags = step === undefined ? { kind: 'listens' } : { n: step.n };
  return { name: 'send_message_to_steps', fields: { tags, message: { told: choice.count } } };
}

/** Answers a prompt of every step that has one. */
function messageToAll({ count }: Choice): ChosenCall {
  return { name: 'send_message_to_steps', fields: { tags: {}, message: { told: count } } };
}

function replyToOpen({ random, seen, count }: Choice): ChosenCall | null {
  const prompt = random.pick(seen.flatMap(({ prompts }) => prompts));
  return prompt === undefined ? null : { name: 'reply', fields: { prompt_id: prompt.id, value: `reply ${count}` } };
}

/** Mostly to a prompt that is not there. */
function replyToAny({ random, count }: Choice): ChosenCall {
  const promptId = `${random.below(49)}.${1 + random.below(3)}.${1 + random.below(3)}`;
  return { name: 'reply', fields: { prompt_id: promptId, value: `reply ${count}` } };
}
