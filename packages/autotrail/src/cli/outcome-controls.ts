/** The control commands by which people decide what has become of steps, or have them run again. */
import type { ControlResult } from '@autotrail/layer1';
import type { CommandOptions, TrailClient } from '@autotrail/layer2';
import { type ControlCall, type ControlOutcome, type ControlRequest, outcomeOf } from './control-call.js';
import { addTypeOption, readTypedValue } from './typed-value.js';

const markDone: ControlCall = {
  usage: 'mark-done',
  description: 'steps that failed, are held or were interrupted were done by hand; what comes after them goes on',
  aliases: ['mark_done'],
  configure: (command) => addTypeOption(command.option('--value <text>', 'what they return (default: null)')),
  selects: true,
  call: (client, request) => outcomeOf(client.markDone(request.selector, { ...request, value: valueIn(request) })),
  planned: (request) => ({ name: 'mark_done', fields: { value: valueIn(request) } }),
};

const fail: ControlCall = {
  usage: 'fail',
  description: 'give steps up that are paused due to failure or were interrupted: they have failed for good',
  selects: true,
  call: (client, request) => outcomeOf(client.fail(request.selector, request)),
  planned: () => ({ name: 'fail' }),
};

const rerun: ControlCall = {
  usage: 'rerun',
  description: 'run steps again that are over, alone or with all that comes after them',
  configure: (command) => command.option('--below', 'with all that comes after them; refused while any of it runs'),
  selects: true,
  call: (client, { own, ...request }) =>
    own.below === true ? rerunBelow(client, request) : outcomeOf(client.rerun(request.selector, request)),
  planned: ({ own }) => ({ name: 'rerun', fields: { below: own.below === true } }),
};

/** These commands, in the order of the help. */
export const OUTCOME_CONTROLS: readonly ControlCall[] = [rerun, markDone, fail];

function valueIn({ own: { value, type = 'string' } }: Parameters<ControlCall['planned']>[0]) {
  return value === undefined ? null : readTypedValue(value, type);
}

/** Whoever confirms it is to see all that runs again, and not just what they have named; just what they have seen is carried out. */
async function rerunBelow(client: TrailClient, { selector, ...options }: Omit<ControlRequest, 'own'>): Promise<ControlOutcome> {
  const plan = await client.plan('rerun', selector, { below: true });
  const moved = [...plan.affected, ...plan.follows.changes].sort((one, other) => one.n - other.n);
  const affected = moved.map(({ n, name }) => ({ n, name }));
  const outcome = ({ refused, revision }: Pick<ControlResult, 'refused' | 'revision'>): ControlOutcome => ({
    affected,
    refused,
    data: { affected, refused, revision },
  });
  const act = async (given: CommandOptions): Promise<ControlOutcome> => outcome(await client.apply(plan, given));
  return options.dryRun === true ? { ...outcome(plan), plan, act } : act(options);
}
