import type { TrailClient } from '@autotrail/layer2';
import type { Command } from 'commander';
import { addApplyCommand } from './apply-command.js';
import type { CommandKit, TrailMemory } from './command-kit.js';
import { addContextCommands } from './context-commands.js';
import { addControlCommands } from './control-commands.js';
import { addDescribeCommand } from './describe-command.js';
import { addHistoryCommand } from './history-command.js';
import { addNoteCommand } from './note-command.js';
import { addPlanCommands } from './plan-commands.js';
import { addPingCommand, addPromptsCommand, addStepsCommand } from './reading-commands.js';
import { addReplyCommand } from './reply-command.js';
import { addStatusCommand } from './status-command.js';
import type { KnownTags } from './tag-switches.js';
import { systemTerminal } from './terminal.js';
import { addWaitCommand } from './wait-command.js';

/** How {@link addTrailCommands} adds its commands. */
export interface TrailCommandsOptions {
  /**
   * The trail's own tags with the values they have, to be given as switches such as `--phase deploy`; see `tagsOf`.
   *
   * @default none: every tag can be given by `--tag`
   */
  readonly tags?: KnownTags;
  /** How a person begins a command for this trail; shown before commands to type. @default the program's name */
  readonly invocation?: string | (() => string);
  /**
   * Where the trail is remembered, so that `history` finds it also where nobody serves it: its name, or the file of its journal.
   *
   * @default nowhere that is known
   */
  readonly memory?: TrailMemory | (() => TrailMemory);
}

/**
 * Adds the commands that steer a trail to a program of your own: `status`, `pause`, `reply` and all others that `autotrail` has. A
 * command prints what it came to, and sets the exit code of the process.
 *
 * @example
 * const program = new Command('release');
 * addTrailCommands(program, new TrailClient('./release.sock'), { tags: tagsOf(definition) });
 * await program.parseAsync();
 */
export function addTrailCommands(
  program: Command,
  client: TrailClient | (() => TrailClient | Promise<TrailClient>),
  { tags = {}, invocation = () => program.name(), memory }: TrailCommandsOptions = {},
): void {
  const kit: CommandKit = {
    terminal: systemTerminal,
    tags,
    memory: memory === undefined ? null : () => (typeof memory === 'function' ? memory() : memory),
    client: async () => (typeof client === 'function' ? client() : client),
    invocation: () => (typeof invocation === 'function' ? invocation() : invocation),
  };
  addStatusCommand(program, kit);
  addDescribeCommand(program, kit);
  addStepsCommand(program, kit);
  addPromptsCommand(program, kit);
  addReplyCommand(program, kit);
  addControlCommands(program, kit);
  addPlanCommands(program, kit);
  addApplyCommand(program, kit);
  addContextCommands(program, kit);
  addNoteCommand(program, kit);
  addHistoryCommand(program, kit);
  addWaitCommand(program, kit);
  addPingCommand(program, kit);
}
