import { type PrunedRun, pruneRuns, systemDisk } from '@autotrail/layer2';
import type { Command } from 'commander';
import { cliError, usageError } from '../errors.js';
import { addCommand } from './add-command.js';
import { readDuration } from './duration.js';
import { isFinishedRun } from './remembered-runs.js';
import type { RunsKit } from './runs-command.js';
import type { Terminal } from './terminal.js';

interface PruneOptions {
  readonly keep: string;
  readonly olderThan: string;
  readonly unfinished?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

type Prune = (dryRun: boolean) => Promise<readonly PrunedRun[]>;

/** Adds `prune`: removes old runs. */
export function addPruneCommand(program: Command, { terminal, trail }: RunsKit): void {
  addCommand<PruneOptions>(program, terminal, {
    usage: 'prune',
    description: 'remove old runs from the state folder, with their journals and outputs',
    configure: (command) => {
      command
        .option('--keep <count>', "how many of a trail's newest runs stay in any case", '10')
        .option('--older-than <duration>', 'only runs begun longer ago than this, such as 12h, 30d or 8w', '30d')
        .option('--unfinished', 'unfinished runs, too')
        .option('--dry-run', 'show which runs would be removed, and remove nothing')
        .option('--yes', 'act without being asked; needed off a terminal');
    },
    perform: async ({ options }) => {
      const { dryRun = false, yes = false } = options;
      const prune = pruning(options, trail());
      if (!dryRun && !yes && !(await isConfirmed(prune, terminal))) throw cliError('AUTOTRAIL_DECLINED', { call: 'prune' });
      const runs = await prune(dryRun);
      const removed = removedOf(runs);
      const kept = runs.length - removed.length;
      const done = dryRun
        ? `Dry run: prune would remove ${countRuns(removed)}, and keep ${kept}.`
        : `prune: ${countRuns(removed)} removed, ${kept} kept.`;
      return {
        data: { removed: removed.map(({ trail: of, run, state }) => ({ trail: of, run, state })) },
        lines: removed.map(runLine),
        talk: [done],
      };
    },
  });
}

function pruning({ keep, olderThan, unfinished = false }: PruneOptions, trail: string | null): Prune {
  // No age at all: a run that was begun within the same second as the one before it bears a time to come.
  const olderThanMs = readDuration(olderThan) || Number.NEGATIVE_INFINITY;
  const asked = { keep: readKeep(keep), olderThanMs, unfinished };
  const where = { disk: systemDisk, ...(trail !== null && { name: trail }) };
  return (dryRun) => pruneRuns({ ...where, ...asked, dryRun, now: Date.now(), isFinished: isFinishedRun });
}

async function isConfirmed(prune: Prune, terminal: Terminal): Promise<boolean> {
  if (!terminal.canAsk) throw cliError('AUTOTRAIL_NOT_CONFIRMED', { call: 'prune' });
  const removed = removedOf(await prune(true));
  if (removed.length === 0) return true;
  terminal.say(`prune removes ${countRuns(removed)}, with journals and outputs:`);
  for (const run of removed) terminal.say(runLine(run));
  const answer = await terminal.ask('Go on? [y/N] ');
  return /^y(es)?$/i.test(answer.trim());
}

function removedOf(runs: readonly PrunedRun[]): readonly PrunedRun[] {
  return runs.filter(({ removed }) => removed);
}

function runLine({ trail, run, state }: PrunedRun): string {
  return `  ${trail}  ${run}  ${state}`;
}

function countRuns({ length }: readonly unknown[]): string {
  return length === 1 ? '1 run' : `${length} runs`;
}

function readKeep(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw usageError(`Expected a count from 0 up, got ${text}.`);
  return Number(text);
}
