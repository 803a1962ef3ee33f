/** The control commands that hold steps, and that limit how many may run at a time. */
import type { Command } from 'commander';
import { usageError } from '../errors.js';
import { type ControlCall, type ControlRequest, outcomeOf } from './control-call.js';
import { readDuration } from './duration.js';

const DESCRIPTION = 'hold steps that have not run yet, when they are reached';

/** Holds steps, until somebody lets them go or a time has come. */
export const pause: ControlCall = {
  usage: 'pause',
  description: DESCRIPTION,
  configure: (command) => addUntilOptions(command.option('--branch', 'these steps and their whole branches')),
  selects: true,
  ...holding(({ own }) => own.branch === true),
};

/** The name of old, which said what is an option now. */
export const pauseBranch: ControlCall = {
  usage: 'pause_branch',
  description: 'the same as pause --branch',
  isHidden: true,
  configure: addUntilOptions,
  selects: true,
  ...holding(() => true),
};

/** Limits how many attempts there may be at a time. */
export const limit: ControlCall = {
  usage: 'limit <count|none>',
  description:
    'have at most so many of these steps run at a time; `none` takes the limit away, and `--all` is about the whole trail',
  selects: true,
  mayAffectNothing: true,
  tell: (request) => {
    const most = mostOf(request);
    return most === null ? 'any number of these steps may run at a time' : `at most ${most} of these steps run at a time`;
  },
  call: (client, request) => outcomeOf(client.setLimit(mostOf(request), request.selector, request)),
  planned: (request) => ({ name: 'set_limit', fields: { most: mostOf(request) } }),
};

function holding(isBranch: (request: ControlRequest) => boolean): Pick<ControlCall, 'call' | 'planned'> {
  return {
    call: (client, request) => {
      const options = { ...request, ...untilOf(request) };
      return outcomeOf(client[isBranch(request) ? 'pauseBranch' : 'pause'](request.selector, options));
    },
    planned: (request) => ({ name: isBranch(request) ? 'pause_branch' : 'pause', fields: untilOf(request) }),
  };
}

function addUntilOptions(command: Command): void {
  command
    .option('--until <time>', 'let them go by themselves at this time, such as 2026-01-31T08:00 (local) or 2026-01-31T08:00Z')
    .option('--for <duration>', 'let them go by themselves after this time, such as 30m or 12h');
}

function untilOf({ own }: ControlRequest): { readonly until?: number } {
  if (own.until !== undefined && own.for !== undefined) throw usageError('Expected --until or --for, got both.');
  if (own.for !== undefined) return { until: Date.now() + readDuration(own.for) };
  return own.until === undefined ? {} : { until: readTime(own.until) };
}

/** A time with its date: one without could be meant for today or for tomorrow. */
function readTime(text: string): number {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.test(text);
  const time = isTime ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw usageError(`Expected a time such as 2026-01-31T08:00 or 2026-01-31T08:00Z, got ${text}.`);
  return time;
}

function mostOf({ args: [text = ''] }: ControlRequest): number | null {
  if (text === 'none') return null;
  if (!/^\d{1,15}$/.test(text)) throw usageError(`Expected a count from 0 up or none, got ${text}.`);
  return Number(text);
}
