import { relative } from 'node:path';
import type { Definition } from '@autotrail/layer1';
import { nameOfFile, TrailClient, TrailServer, type TrailServerOptions } from '@autotrail/layer2';
import { tellUsageErrors } from './add-command.js';
import { addTrailCommands } from './add-trail-commands.js';
import { addGraphCommand } from './graph-command.js';
import { addPruneCommand } from './prune-command.js';
import { addRehearseCommand } from './rehearse-command.js';
import { addRunCommand } from './run-command.js';
import { runProgram } from './run-program.js';
import { addRunsCommand } from './runs-command.js';
import { shellWords } from './shell-word.js';
import { tagsOf } from './tag-switches.js';
import { systemTerminal } from './terminal.js';

/**
 * Makes a runbook file a command line of its own: `node release.js run`, and from elsewhere `node release.js status`, `pause`,
 * `reply` and all the other commands, with switches for the trail's tags. Ends the process when the command is done.
 *
 * @example
 * await runCli([[check, deploy]], { name: 'release' });
 */
export async function runCli<TContext>(
  definition: Definition<TContext>,
  options: TrailServerOptions<TContext> = {},
): Promise<void> {
  const { Command } = await import('commander');
  const file = relative('', process.argv[1] ?? '');
  const program = new Command(file);
  const invocation = shellWords(['node', ...process.execArgv, file]);
  const source = { definition: definition as Definition<unknown>, serverOptions: options as TrailServerOptions };
  const { name = nameOfFile(process.argv[1]), journalFile } = options;
  tellUsageErrors(program, systemTerminal);
  addRunCommand(program, { usage: 'run', terminal: systemTerminal, load: async () => source, invocation: () => invocation });
  // The server knows the path of its socket, whether it runs here or elsewhere.
  addTrailCommands(program, () => new TrailClient(new TrailServer(definition, options).socketFile), {
    tags: tagsOf(source.definition, source.serverOptions.failurePairs ?? []),
    invocation,
    memory: { trail: name, journalFile: typeof journalFile === 'string' ? journalFile : null },
  });
  const runs = { terminal: systemTerminal, trail: () => name };
  addRunsCommand(program, runs);
  addPruneCommand(program, runs);
  addRehearseCommand(program, { usage: 'rehearse', terminal: systemTerminal, load: async () => source });
  addGraphCommand(program, { usage: 'graph', terminal: systemTerminal, load: async () => source });
  await runProgram(program);
}
