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
  looper: [
    ...['interrupt', 'resume', 'pause', 'send_message_to_steps', 'unset_pause_on_fail', 'resume_branch'],
    ...['mark_done', 'fail', 'rerun', 'rerun'],
  ],
  mortal: [
    ...['pause', 'resume', 'skip', 'unskip', 'block', 'unblock', 'interrupt', 'send_message_to_steps', 'unset_pause_on_fail'],
    ...['mark_done', 'fail', 'rerun'],
  ],
  gate: ['interrupt', 'resume', 'pause_branch'],
};
const GROUPS = { toggle: 4, looper: 2, mortal: 8, gate: 1 };
const ROLES = { toggle: 60, looper: 25, mortal: 12, gate: 3 };
const KINDS = { control: 60, status: 22, reply: 12, start: 1, next_steps: 3, set_limit: 2 };
/** A time at which nobody is there any more. */
const FAR_AWAY = Date.UTC(2100, 0);
const STATUS_FIELDS = ['n', 'state', 'cause', 'since', 'attempt', 'returnValue', 'prompts'];
const SHARE_OF_DRY_RUNS = 0.12;

/** The next request of a client that knows of some prompts. */
export function randomOperation(random: Random, prompts: readonly string[]): Wanted {
  const kind = chooseByShare(random, KINDS);
  const dry_run = random.chance(SHARE_OF_DRY_RUNS);
  if (kind === 'status') return { name: 'status', fields: { tags: selector(random), status_fields: STATUS_FIELDS } };
  if (kind === 'start') return { name: 'start', fields: { dry_run } };
  if (kind === 'next_steps') return { name: 'next_steps', fields: { step_count: 1 + random.below(3), dry_run } };
  if (kind === 'set_limit') {
    return { name: 'set_limit', fields: { tags: { role: 'mortal' }, most: random.pick([1, 2, null]) ?? null, dry_run } };
  }
  const promptId = random.pick(prompts);
  if (kind === 'reply' && promptId !== undefined) return { name: 'reply', fields: { prompt_id: promptId, value: true, dry_run } };
  const role = chooseByShare(random, ROLES);
  const name = choose(random, CALLS[role]);
  return { name, fields: { tags: selector(random, role), dry_run, ...fieldsOf(random, name) } };
}

/** What a call has beside its steps. */
function fieldsOf(random: Random, name: string): JsonObject {
  if (name === 'send_message_to_steps') return { message: { from: 'an operator' } };
  if (name === 'mark_done') return { value: { by: 'hand' } };
  if (name === 'pause' || name === 'pause_branch') return random.chance(0.2) ? { until: FAR_AWAY } : {};
  return {};
}

function selector(random: Random, role: keyof typeof CALLS = chooseByShare(random, ROLES)): JsonObject {
  if (role === 'gate' || random.chance(0.1)) return { role };
  if (role === 'mortal' || random.chance(0.3)) return { role, group: `${role}s-${random.below(GROUPS[role])}` };
  return { name: `${role}-${random.below(role === 'toggle' ? 12 : 6)}` };
}
