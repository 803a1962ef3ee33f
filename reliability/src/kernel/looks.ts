import type { JsonObject, Tags } from '@autotrail/core';
import { type Applied, type HandledCall, handleApiCall, type Trail } from '@autotrail/layer1';
import { Breach, promise } from './breach.js';
import { Checker } from './checker.js';
import type { Image } from './image.js';
import { rerunBelow } from './rerun-below.js';
import type { Shape } from './shape.js';
import { CALLS } from './specification.js';

/** Calls that steps can be chosen for by tags, with what they are given beside these. `until` is counted from now. */
const CALLS_TRIED: readonly JsonObject[] = [
  ...['pause', 'pause_branch', 'resume', 'resume_branch', 'skip', 'unskip', 'block', 'unblock', 'interrupt'].map((name) => ({
    name,
  })),
  ...['set_pause_on_fail', 'unset_pause_on_fail', 'fail', 'rerun'].map((name) => ({ name })),
  { name: 'send_message_to_steps', message: 'told' },
  { name: 'rerun', below: true },
  { name: 'mark_done', value: { by: 'hand' }, actor: 'ada', reason: 'seen to' },
  { name: 'pause', until: 30 },
  { name: 'pause_branch', until: 30, actor: 'ada' },
  { name: 'set_limit', tags: { lane: 'a' }, most: 1 },
];

/** How many calls there are to be asked for what they would do. */
export const TRIED = CALLS_TRIED.length;

/** Requests that are refused, whatever the trail is at. */
const REFUSED: readonly JsonObject[] = [
  { name: 'reply', prompt_id: '0.0.9', value: 1 },
  { name: 'reply', prompt_id: '999999999.1.1', value: 1 },
  { name: 'pause', tags: [] },
  { name: 'pause', until: 0 },
  { name: 'pause', until: 'some day' },
  { name: 'skip', tags: {}, dry_run: 'yes' },
  { name: 'next_steps', step_count: 0 },
  { name: 'rerun', below: 'yes' },
  { name: 'set_limit', most: -1 },
  { name: 'set_limit', most: 1.5 },
  { name: 'set_context', key: 'host', value: 1 },
  { name: 'constructor' },
  { name: 'toString', tags: {} },
  { name: 'start', dry_run: false, actor: 7 },
  { name: 'send_message_to_steps', tags: {} },
];

/** How many kinds of refused requests there are. */
export const REFUSALS = REFUSED.length;

/** What is looked at. */
export interface Look {
  readonly shape: Shape;
  readonly trail: Trail;
  /** What is the case in it. */
  readonly before: Image;
}

/** A dry run changes nothing, and says just what the call would do; and the call does what it means. */
export function checkDryRun({ shape, trail, before }: Look, which: number, tags: Tags): void {
  const { until, ...fields } = CALLS_TRIED[which % TRIED] as JsonObject;
  const call: JsonObject = { tags, ...fields, ...(until !== undefined && { until: trail.revision + Number(until) }) };
  const told = ask(trail, { ...call, dry_run: true });
  const difference = before.differenceTo(trail);
  promise(13, difference === null, () => `a dry run of ${JSON.stringify(call)} changed something: ${difference}`);
  const fork = trail.fork();
  const done = ask(fork, { ...call, dry_run: false });
  const moved = before.differenceTo(trail);
  promise(13, moved === null, () => `what happened to a fork happened to its origin: ${moved}`);
  const [foreseen, happened] = [told, done].map(({ response: { result, error } }) =>
    JSON.stringify([(result as JsonObject | null)?.affected, error]),
  );
  promise(13, foreseen === happened, () => `a dry run of ${JSON.stringify(call)} foresaw ${foreseen}, and it was ${happened}`);
  const [applied] = done.applied;
  if (applied !== undefined) new Checker(shape).check(before, fork, applied);
  checkMoves({ shape, trail, before }, call, done);
}

/** A request that is refused changes nothing. */
export function checkRefusal(trail: Trail, before: Image, which: number): void {
  const request = REFUSED[which % REFUSALS] as JsonObject;
  const { error } = ask(trail, request).response;
  promise(16, error !== null, () => `${JSON.stringify(request)} was not refused`);
  const difference = before.differenceTo(trail);
  promise(16, difference === null, () => `${JSON.stringify(request)} was refused and changed something: ${difference}`);
}

/** An answer that a prompt does not take, or that comes from somebody else, leaves it open. */
export function checkAnswers({ trail, before }: Look): void {
  for (const { prompts } of before.records) {
    for (const { id, status, choices, mayAnswer } of prompts) {
      if (status !== 'open') continue;
      const call = { name: 'reply', prompt_id: id, actor: mayAnswer?.[0] ?? 'ada', value: choices?.[0] ?? 1 };
      if (choices !== undefined) checkRefused(trail, { ...call, value: 'neither' }, 'AUTOTRAIL_ANSWER_REFUSED');
      if (mayAnswer !== undefined) checkRefused(trail, { ...call, actor: 'eve' }, 'AUTOTRAIL_NOT_YOURS_TO_ANSWER');
    }
  }
  const difference = before.differenceTo(trail);
  promise(16, difference === null, () => `answers that are not taken changed something: ${difference}`);
}

function checkRefused(trail: Trail, request: JsonObject, code: string): void {
  const { error } = ask(trail, request).response;
  promise(16, error?.code === code, () => `${JSON.stringify(request)} was answered ${JSON.stringify(error)}`);
}

/** The calls that were added move just the steps they mean. */
function checkMoves(look: Look, call: JsonObject, { response, applied }: Answered): void {
  const told = JSON.stringify(call);
  if (call.name === 'rerun' && call.below === true) return checkRerunBelow(look, call, { response, applied });
  if (!['rerun', 'mark_done', 'fail'].includes(String(call.name))) return;
  const from = CALLS.get(String(call.name))?.from ?? [];
  const must = look.trail.select(call.tags as Tags).filter(({ n }) => from.includes(look.trail.record(n).state));
  const [is, mustBe] = [movesOf(applied), sorted([{ row: String(call.name), steps: must.map(({ n }) => n) }])];
  promise(11, is === mustBe, () => `${told} must do ${mustBe}, and does ${is}`);
}

/** Nothing that runs is below what is run again; of what is below, all that was decided stays so. */
function checkRerunBelow({ trail }: Look, call: JsonObject, { response, applied }: Answered): void {
  const matched = trail.select(call.tags as Tags).map(({ n }) => n);
  const must = rerunBelow(trail, matched);
  const told = JSON.stringify(call);
  if (must === null) {
    const { error } = response;
    return promise(
      11,
      error?.code === 'AUTOTRAIL_BELOW_RUNS' && applied.length === 0,
      () => `${told} was answered ${JSON.stringify(error)}`,
    );
  }
  const [is, mustBe] = [movesOf(applied), sorted(must)];
  promise(11, is === mustBe, () => `${told} must do ${mustBe}, and does ${is}`);
}

function movesOf(applied: readonly Applied[]): string {
  return sorted(applied.flatMap(({ event }) => (event.type === 'command' ? event.moves : [])));
}

type Moves = readonly { readonly row: string; readonly steps: readonly number[] }[];

function sorted(moves: Moves): string {
  return moves
    .flatMap(({ row, steps }) => steps.map((n) => `${row} ${n}`))
    .sort()
    .join();
}

type Answered = Pick<Extract<HandledCall, { readonly type: 'answered' }>, 'response' | 'applied'>;

function ask(trail: Trail, request: JsonObject): Answered {
  const handled = handleApiCall(request, trail, { at: trail.revision });
  if (handled.type !== 'answered') throw new Breach(16, `${JSON.stringify(request)} is held back`);
  return handled;
}
