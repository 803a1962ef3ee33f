import type { ControlResult } from '@autotrail/layer1';
import type { TrailClient } from '@autotrail/layer2';
import type { Random } from '../support/random.js';

const SELECTORS = ['first', 'second', 'third', 'fourth', 'fifth'].map((name) => ({ name }));

/** A command, to be sent under an id, and again under the same. */
export type Command = (client: TrailClient, requestId: string) => Promise<ControlResult>;

type Calls = 'pause' | 'resume' | 'skip' | 'unskip' | 'block' | 'unblock' | 'interrupt' | 'setPauseOnFail' | 'pauseBranch';

const CALLS: readonly Calls[] = [
  'pause',
  'resume',
  'skip',
  'unskip',
  'block',
  'unblock',
  'interrupt',
  'setPauseOnFail',
  'pauseBranch',
];

/** A command that an operator might give. */
export function drawCommand(random: Random): { readonly name: string; readonly command: Command } {
  const kind = random.below(8);
  if (kind < 2) return { name: 'start', command: (client, requestId) => client.start({ requestId }) };
  if (kind < 4) return { name: 'note', command: (client, requestId) => client.note(requestId, {}, { requestId }) };
  const call = random.pick(CALLS) ?? 'pause';
  const selector = random.chance(0.2) ? {} : (random.pick(SELECTORS) ?? {});
  const name = `${call} ${JSON.stringify(selector)}`;
  return { name, command: (client, requestId) => client[call](selector, { requestId }) };
}
