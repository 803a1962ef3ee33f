import type { TrailClient, WaitOptions, WaitResult } from '@autotrail/layer2';
import type { Command } from 'commander';
import { cliError, usageError } from '../errors.js';
import { addCommand } from './add-command.js';
import type { CommandKit } from './command-kit.js';
import { ExitCode } from './exit-codes.js';
import { hintLines } from './hints.js';
import type { Report } from './report.js';
import { type Summary, summaryFrom, summaryLine } from './summary.js';
import type { Line } from './terminal.js';

const UNTIL = { finished: 'finished', 'needs-input': 'needsInput', failed: 'failed' } as const;

interface WaitCommandOptions {
  readonly until: keyof typeof UNTIL;
  readonly timeout?: string;
}

/** Adds `wait`, with an exit code that says what came. */
export function addWaitCommand(program: Command, kit: CommandKit): void {
  addCommand<WaitCommandOptions>(program, kit.terminal, {
    usage: 'wait',
    description: 'wait until the trail has finished, needs input, or has failed',
    configure: (command) => {
      const until = command.createOption('--until <what>', 'what to wait for').choices(Object.keys(UNTIL)).default('finished');
      command.addOption(until).option('--timeout <seconds>', 'give up after so many seconds (exit code 124)');
    },
    perform: async ({ options, isJson }) => {
      const client = await kit.client();
      const result = await waitFor(client, options);
      if (result.outcome === 'finished') return finishedReport(result, options.until, await summaryFrom(result, client));
      const isReached = result.outcome === UNTIL[options.until];
      const { outcome, revision } = result;
      return {
        data: { outcome, revision },
        lines: [isReached ? options.until : outcome],
        talk: isReached && !isJson ? await hints(client, kit.invocation()) : [],
        exitCode: isReached ? ExitCode.Done : ExitCode.Failed,
      };
    },
  });
}

async function waitFor(client: TrailClient, { until, timeout }: WaitCommandOptions): Promise<WaitResult> {
  const seconds = timeout === undefined ? undefined : readSeconds(timeout);
  const options: WaitOptions = { until: UNTIL[until] };
  if (seconds === undefined) return client.wait(options);
  const signal = AbortSignal.timeout(seconds * 1000);
  return client.wait({ ...options, signal }).catch((error: unknown) => {
    throw signal.aborted ? cliError('AUTOTRAIL_WAIT_TIMED_OUT', { until, seconds }) : error;
  });
}

/** Whoever waits for something else is told by the exit code that it did not come. */
function finishedReport({ outcome, revision }: WaitResult, until: keyof typeof UNTIL, summary: Summary): Report {
  const isWanted = until === 'finished' && summary.isGood;
  return {
    data: { outcome, revision, ...summary },
    lines: [summaryLine(summary)],
    exitCode: isWanted ? ExitCode.Done : ExitCode.Failed,
  };
}

async function hints(client: TrailClient, invocation: string): Promise<readonly Line[]> {
  return hintLines(await client.status({}, { fields: ['n', 'state', 'prompts'] }), invocation);
}

/** At most 24 days: timers count no further. */
function readSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() === '' || !(seconds > 0 && seconds <= 2_000_000)) {
    throw usageError(`Expected a timeout from 0 to 2000000 seconds, got ${text}.`);
  }
  return seconds;
}
