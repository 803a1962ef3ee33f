import { nameOfFile, TrailClient } from '@autotrail/layer2';
import { Command } from 'commander';
import { tellUsageErrors } from './add-command.js';
import { addTrailCommands } from './add-trail-commands.js';
import { findTrail, type TrailChoice } from './find-trail.js';
import { addGraphCommand } from './graph-command.js';
import { addPruneCommand } from './prune-command.js';
import { addRehearseCommand } from './rehearse-command.js';
import { addRunCommand } from './run-command.js';
import { addRunsCommand } from './runs-command.js';
import { shellWords } from './shell-word.js';
import { systemTerminal } from './terminal.js';
import type { TrailSource } from './trail-source.js';

interface NamedChoice extends TrailChoice {
  readonly name?: string;
}

/** The command `autotrail`. */
export function autotrailProgram(version: string): Command {
  const program = new Command('autotrail')
    .description('Runs runbooks, and steers them while they run.')
    .version(version)
    .configureHelp({ showGlobalOptions: true })
    .option('--trail <name>', 'the trail of this name (default: the only one that is served)')
    .option('--socket <path>', 'the trail behind this socket');
  tellUsageErrors(program, systemTerminal);
  addRunCommand(program, {
    usage: 'run <file>',
    terminal: systemTerminal,
    configure: (command) => command.option('--name <name>', 'what to call the trail (default: the name of the file)'),
    load: ({ args: [file = ''], command }) => loadAs(file, command.optsWithGlobals<NamedChoice>()),
    invocation: ({ name, socketFile }, { serverOptions }) =>
      invocationOf(serverOptions.socketFile === undefined ? { trail: name } : { socket: socketFile }),
  });
  addTrailCommands(program, async () => new TrailClient(await findTrail(program.opts<TrailChoice>())), {
    invocation: () => invocationOf(program.opts<TrailChoice>()),
    memory: () => ({ trail: program.opts<TrailChoice>().trail ?? null, journalFile: null }),
  });
  const runs = { terminal: systemTerminal, trail: () => program.opts<TrailChoice>().trail ?? null };
  addRunsCommand(program, runs);
  addPruneCommand(program, runs);
  addRehearseCommand(program, { usage: 'rehearse <file>', terminal: systemTerminal, load: ([file = '']) => load(file) });
  addGraphCommand(program, { usage: 'graph <file>', terminal: systemTerminal, load: ([file = '']) => load(file) });
  return program;
}

/** The trail in a file, under the name and the socket that were asked for. */
async function loadAs(file: string, { name: given, trail, socket }: NamedChoice): Promise<TrailSource> {
  const { definition, serverOptions } = await load(file);
  const name = given ?? trail ?? serverOptions.name ?? nameOfFile(file);
  return { definition, serverOptions: { ...serverOptions, name, ...(socket !== undefined && { socketFile: socket }) } };
}

async function load(file: string): Promise<TrailSource> {
  // It brings a compiler with it, which the other commands do without.
  const { loadTrailFile } = await import('./load-trail-file.js');
  return loadTrailFile(file);
}

function invocationOf({ socket, trail }: TrailChoice): string {
  if (socket !== undefined) return shellWords(['autotrail', '--socket', socket]);
  return shellWords(trail === undefined ? ['autotrail'] : ['autotrail', '--trail', trail]);
}
