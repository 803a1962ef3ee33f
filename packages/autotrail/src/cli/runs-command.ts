import type { JsonValue } from '@autotrail/core';
import type { Command } from 'commander';
import { addCommand } from './add-command.js';
import { type RememberedRun, rememberedRuns } from './remembered-runs.js';
import { countsText } from './summary.js';
import { NARROW_COLUMNS, type Row, tableLines } from './table.js';
import type { Line, Terminal } from './terminal.js';
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
      const name = trail();
      const runs = await rememberedRuns(name);
      if (runs.length === 0) return { data: [], talk: [`No runs${name === null ? '' : ` of trail ${name}`} are remembered.`] };
      return { data: runs as unknown as JsonValue, lines: runLines(runs, terminal.columns) };
    },
  });
}

function runLines(runs: readonly RememberedRun[], columns: number): readonly Line[] {
  const now = Date.now();
  // Where there is no room, the names of runs say when they were begun.
  const times = columns < NARROW_COLUMNS ? [] : ['begun', 'last active'];
  const rows = runs.map(({ trail, run, createdAt, lastAt, state, states, error }): Row => {
    const begun = createdAt === null ? '' : dateText(createdAt);
    const active = lastAt === null ? '' : `${spanText(now - lastAt)} ago`;
    return { cells: [trail, run, ...[begun, active].slice(0, times.length), state, error ?? countsText(states)] };
  });
  return tableLines(['trail', { text: 'run', isWhole: true }, ...times, 'is', 'steps'], rows, columns);
}
