/** The control commands that hold steps, and that limit how many may run at a time. */
import { limitText } from '@autotrail/helpers';
import type { Command } from 'commander';
import { cliError, usageError } from '../errors.js';
import { type ControlCall, type ControlRequest, outcomeOf } from './control-call.js';
import { readDuration } from './duration.js';
import { describeSelector } from './selector.js';
import { readTime } from './time.js';
import { dateText } from './time-text.js';

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
  ask: tellLimit,
  tell: tellLimit,
  // The server takes it: it has nothing against a limit of no step.
  check: async (client, { selector }) => {
    if (Object.keys(selector).length === 0 || (await client.list(selector)).length > 0) return;
    throw cliError('AUTOTRAIL_NO_STEP', { selector: describeSelector(selector) });
  },
  call: (client, request) => outcomeOf(client.setLimit(mostOf(request), request.selector, request)),
  planned: (request) => ({ name: 'set_limit', fields: { most: mostOf(request) } }),
};

type Holding = Pick<ControlCall, 'settle' | 'ask' | 'tell' | 'call' | 'planned'>;

function holding(isBranch: (request: ControlRequest) => boolean): Holding {
  return {
    // A time from now on would be another one when it is asked about and when it is done.
    settle: (request) => {
      const { until } = untilOf(request);
      const { for: _, ...own } = request.own;
      return until === undefined ? request : { ...request, own: { ...own, until: new Date(until).toISOString() } };
    },
    ask: (request) => `${DESCRIPTION}${untilText(request)}`,
    tell: (request, { affected: { length }, dryRun }) => {
      const until = untilText(request);
      const steps = length === 1 ? '1 step' : `${length} steps`;
      return until === '' ? undefined : `${steps} ${dryRun ? 'would be held' : 'held'}${until}`;
    },
    call: (client, request) => {
      const options = { ...request, ...untilOf(request) };
      return outcomeOf(client[isBranch(request) ? 'pauseBranch' : 'pause'](request.selector, options));
    },
    planned: (request) => ({ name: isBranch(request) ? 'pause_branch' : 'pause', fields: untilOf(request) }),
  };
}

/** Where the reader is, and as `status` and `describe` have it. */
function untilText(request: ControlRequest): string {
  const { until } = untilOf(request);
  return until === undefined ? '' : `, until ${dateText(until)} (${new Date(until).toISOString()})`;
}

function tellLimit(request: ControlRequest): string {
  return limitText({ tags: request.selector, most: mostOf(request) });
}

function addUntilOptions(command: Command): void {
  command
    .option('--until <time>', 'let them go by themselves at this time, such as 2026-01-31T08:00 (local) or 2026-01-31T08:00Z')
    .option('--for <duration>', 'let them go by themselves after this time, such as 30m or 12h');
}

function untilOf({ own }: ControlRequest): { readonly until?: number } {
  if (own.until !== undefined && own.for !== undefined) throw usageError('Expected --until or --for, got both.');
  const now = Date.now();
  if (own.for !== undefined) return { until: now + readDuration(own.for) };
  return own.until === undefined ? {} : { until: readFuture(own.until, now) };
}

function readFuture(text: string, now: number): number {
  const time = readTime(text);
  if (time <= now) throw usageError(`Expected a time after now, ${new Date(now).toISOString()}, got ${text}.`);
  return time;
}

function mostOf({ args: [text = ''] }: ControlRequest): number | null {
  if (text === 'none') return null;
  if (!/^\d{1,15}$/.test(text)) throw usageError(`Expected a count from 0 up or none, got ${text}.`);
  return Number(text);
}
