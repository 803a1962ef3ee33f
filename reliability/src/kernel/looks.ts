import type { JsonObject } from '@autotrail/core';
import { type ApiResponse, handleApiCall, type Trail } from '@autotrail/layer1';
import { promise } from './breach.js';
import type { Image } from './image.js';

/** Calls that steps can be chosen for by tags. */
export const STEP_CALLS = [
  'pause',
  'pause_branch',
  'resume',
  'resume_branch',
  'skip',
  'unskip',
  'block',
  'unblock',
  'interrupt',
  'set_pause_on_fail',
  'unset_pause_on_fail',
  'send_message_to_steps',
] as const;

/** Requests that are refused, whatever the trail is at. */
const REFUSED: readonly JsonObject[] = [
  { name: 'reply', prompt_id: '0.0.9', value: 1 },
  { name: 'reply', prompt_id: '999999999.1.1', value: 1 },
  { name: 'pause', tags: [] },
  { name: 'skip', tags: {}, dry_run: 'yes' },
  { name: 'next_steps', step_count: 0 },
  { name: 'constructor' },
  { name: 'toString', tags: {} },
  { name: 'start', dry_run: false, actor: 7 },
  { name: 'send_message_to_steps', tags: {} },
];

/** How many kinds of refused requests there are. */
export const REFUSALS = REFUSED.length;

/** A dry run changes nothing, and says just what the call would do. */
export function checkDryRun(trail: Trail, before: Image, call: JsonObject): void {
  const told = ask(trail, { ...call, dry_run: true });
  const difference = before.differenceTo(trail);
  promise(13, difference === null, () => `a dry run of ${JSON.stringify(call)} changed something: ${difference}`);
  const fork = trail.fork();
  const done = ask(fork, { ...call, dry_run: false });
  const moved = before.differenceTo(trail);
  promise(13, moved === null, () => `what happened to a fork happened to its origin: ${moved}`);
  const [foreseen, happened] = [told, done].map((response) => JSON.stringify((response.result as JsonObject | null)?.affected));
  promise(13, foreseen === happened, () => `a dry run of ${JSON.stringify(call)} foresaw ${foreseen}, and it was ${happened}`);
}

/** A request that is refused changes nothing. */
export function checkRefusal(trail: Trail, before: Image, which: number): void {
  const request = REFUSED[which % REFUSALS] as JsonObject;
  const { error } = ask(trail, request);
  promise(16, error !== null, () => `${JSON.stringify(request)} was not refused`);
  const difference = before.differenceTo(trail);
  promise(16, difference === null, () => `${JSON.stringify(request)} was refused and changed something: ${difference}`);
}

function ask(trail: Trail, request: JsonObject): ApiResponse {
  const handled = handleApiCall(request, trail, { at: trail.revision });
  promise(16, handled.type === 'answered', () => `${JSON.stringify(request)} is held back`);
  return handled.response;
}
