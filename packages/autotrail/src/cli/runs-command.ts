import type { JsonValue } from '@autotrail/core';
import type { Command } from 'commander';
import { addCommand } from './add-command.js';
import { type RememberedRun, rememberedRuns } from './remembered-runs.js';
import { countsText } from './summary.js';
import { type Row, tableLines } from './table.js';
import type { Terminal } from './terminal.js';
import { dateText, spanText } from './time-text.js';

/** What the commands about runs on disk are made with. */
export interface RunsKit {
  readonly terminal: Terminal;
  /** The trail whose runs are meant; `null`: all trails of this user. */
  readonly trail: () => string | null;
}

/** Adds `runs`: what is remembered on disk. */
export function addRunsCommand(program: Command, { terminal, trail }: RunsKit): void {
  addCommand(program, terminal, {
    usage: 'runs',
    description: 'list the runs that are remembered in the state folder',
    perform: async () => {
      const runs = await rememberedRuns(trail());
      const rows = runs.map((run) => runRow(run, Date.now()));
      const lines = tableLines(['trail', 'run', 'begun', 'last active', 'is', 'steps'], rows, terminal.columns);
      return runs.length === 0 ? { data: [], talk: ['No runs are remembered.'] } : { data: runs as unknown as JsonValue, lines };
    },
  });
}

function runRow({ trail, run, createdAt, lastAt, state, states, error }: RememberedRun, now: number): Row {
  const begun = createdAt === null ? '' : dateText(createdAt);
  const active = lastAt === null ? '' : `${spanText(now - lastAt)} ago`;
  return { cells: [trail, run, begun, active, state, error ?? countsText(states)] };
}
