import type { JsonObject } from '@autotrail/core';
import type { Random } from '../support/random.js';
import { choose, chooseByShare } from './choose.js';

/** A request to be made. */
export interface Wanted {
  readonly name: string;
  readonly fields: JsonObject;
}

/** What is asked of steps of each role. Steps that are to last are never left out once they are reached. */
const CALLS: Readonly<Record<'toggle' | 'looper' | 'mortal' | 'gate', readonly string[]>> = {
  toggle: ['pause', 'resume', 'skip', 'unskip', 'block', 'unblock', 'pause_branch', 'resume_branch', 'set_pause_on_fail'],
  looper: ['interrupt', 'resume', 'pause', 'send_message_to_steps', 'unset_pause_on_fail', 'resume_branch'],
  mortal: ['pause', 'resume', 'skip', 'unskip', 'block', 'unblock', 'interrupt', 'send_message_to_steps', 'unset_pause_on_fail'],
  gate: ['interrupt', 'resume', 'pause_branch'],
};
const GROUPS = { toggle: 4, looper: 2, mortal: 8, gate: 1 };
const ROLES = { toggle: 60, looper: 25, mortal: 12, gate: 3 };
const KINDS = { control: 62, status: 22, reply: 12, start: 1, next_steps: 3 };
const STATUS_FIELDS = ['n', 'state', 'cause', 'since', 'attempt', 'returnValue', 'prompts'];
const SHARE_OF_DRY_RUNS = 0.12;

/** The next request of a client that knows of some prompts. */
export function randomOperation(random: Random, prompts: readonly string[]): Wanted {
  const kind = chooseByShare(random, KINDS);
  const dry_run = random.chance(SHARE_OF_DRY_RUNS);
  if (kind === 'status') return { name: 'status', fields: { tags: selector(random), status_fields: STATUS_FIELDS } };
  if (kind === 'start') return { name: 'start', fields: { dry_run } };
  if (kind === 'next_steps') return { name: 'next_steps', fields: { step_count: 1 + random.below(3), dry_run } };
  const promptId = random.pick(prompts);
  if (kind === 'reply' && promptId !== undefined) return { name: 'reply', fields: { prompt_id: promptId, value: true, dry_run } };
  const role = chooseByShare(random, ROLES);
  const name = choose(random, CALLS[role]);
  const message = name === 'send_message_to_steps' ? { message: { from: 'an operator' } } : {};
  return { name, fields: { tags: selector(random, role), dry_run, ...message } };
}

function selector(random: Random, role: keyof typeof CALLS = chooseByShare(random, ROLES)): JsonObject {
  if (role === 'gate' || random.chance(0.1)) return { role };
  if (role === 'mortal' || random.chance(0.3)) return { role, group: `${role}s-${random.below(GROUPS[role])}` };
  return { name: `${role}-${random.below(role === 'toggle' ? 12 : 6)}` };
}
