import type { TrailServer } from '@autotrail/layer2';
import { type Command, Option } from 'commander';
import { usageError } from '../errors.js';
import { addCommand, type CommandCall } from './add-command.js';
import { addParamOption, type ParamOptions, withParams } from './param-option.js';
import type { RunOptions } from './run-trail.js';
import type { Terminal } from './terminal.js';
import type { TrailSource } from './trail-source.js';

/** How a `run` command comes to its trail. */
export interface RunCommandOptions {
  /** The command and its arguments. */
  readonly usage: string;
  readonly terminal: Terminal;
  /** Adds options of its own. */
  readonly configure?: (command: Command) => unknown;
  readonly load: (call: CommandCall<RunOptions & ParamOptions>) => Promise<TrailSource>;
  /** How a person begins a command for the trail of this server. */
  readonly invocation: (server: TrailServer, source: TrailSource) => string;
}

/** Adds `run`: serves a trail, starts it, prints what happens and ends with it. */
export function addRunCommand(program: Command, { usage, terminal, configure, load, invocation }: RunCommandOptions): void {
  addCommand<RunOptions & ParamOptions>(program, terminal, {
    usage,
    description: 'run a trail, and print what happens to it until it has finished',
    configure: (command) => {
      command
        .option('--step', 'hold every step, to be let go one by one with `next`')
        .option('--no-start', 'only serve the trail, and leave the start to others')
        .option('--stay', 'go on serving when the trail has finished, until it is shut down')
        .option('--quiet', 'print only what asks for a person, and how it ended')
        .option('--journal <file>', 'keep the journal in this file (default: one for each run in the state folder)')
        .option('--no-journal', 'keep no journal: nothing outlives this process')
        .addOption(new Option('--resume', 'go on with an unfinished run, without asking').conflicts('fresh'))
        .option('--fresh', 'begin a fresh run; an unfinished one is left as it is');
      addParamOption(command);
      refuseContradictions(command);
      configure?.(command);
    },
    perform: async (call) => {
      checkChoice(call.options);
      // The engine is loaded by this command only: the others are to begin quickly.
      const { runTrail } = await import('./run-trail.js');
      const source = withParams(await load(call), call.options);
      const view = { ...call, invocation: (server: TrailServer) => invocation(server, source) };
      return { exitCode: await runTrail(source, call.options, view) };
    },
  });
}

/** The two share an attribute, of which the last would win. */
function refuseContradictions(command: Command): void {
  const given = new Set<string>();
  for (const name of ['journal', 'no-journal']) {
    command.on(`option:${name}`, () => {
      if (given.add(name).size > 1) command.error("error: option '--journal' cannot be used with option '--no-journal'");
    });
  }
}

function checkChoice({ journal, resume, fresh }: RunOptions): void {
  if (journal !== false || (resume ?? fresh) === undefined) return;
  throw usageError(`Expected a journal for --${resume === true ? 'resume' : 'fresh'}, got --no-journal.`);
}
