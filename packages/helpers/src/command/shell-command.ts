import { type JsonValue, messageOf } from '@autotrail/core';
import type { ActionObject, Environment, Recovery } from '@autotrail/layer1';
import { graceOf } from '../process/interrupt-delays.js';
import { recoverProcesses } from '../process/recover-processes.js';
import { Names } from '../template/names.js';
import { makeTemplate } from '../template/template.js';
import { type Command, type CommandLine, checkCommand, commandLine } from './command-line.js';
import { CommandOutput } from './command-output.js';
import { runOutliving } from './outliving/run-outliving.js';
import { seeAgain, takeBack } from './outliving/take-back.js';
import { runCommand } from './run-command.js';
import { type ProcessEnd, remarksOn } from './see-to-end.js';
import { readShellCommandOptions, type ShellCommandOptions, type ShellCommandSettings } from './shell-command-options.js';
import { judge } from './verdict.js';

/** Answers the command when the step runs. A string is split as it is; `null` means that there is nothing to run. */
export type CommandFunction<TContext = never> = (
  env: Environment,
  context: TContext,
) => Command | null | undefined | PromiseLike<Command | null | undefined>;

const NOTHING_TO_RUN = 'Nothing to run: there was no command.';

/**
 * An action that runs a command. No shell reads it unless the option `shell` asks for one.
 *
 * The command is one of
 *   - a string, split into words as a shell would do it and *then* filled: `{name}` is an attribute of the context or, where that has
 *     none, a parameter of the run. A value is always one argument or part of one, whatever is in it (a value that begins with `-` too:
 *     write `--` where that matters);
 *   - an array of arguments, taken as they are;
 *   - {@link sh}`` `...` ``;
 *   - a function that answers one of these when the step runs, where a string is not filled; or `null`: nothing runs, and the step
 *     succeeds.
 *
 * What the command prints is shown line by line, messages to the step are written to its stdin, and an interrupt ends it with all
 * that it has started; so does the end of the server, unless the option `outlivesServer` says otherwise. The step succeeds if the exit code says so and no line of stderr was fatal
 * (`AUTOTRAIL_COMMAND_FAILED` otherwise). The command has the server's environment, but for `AUTOTRAIL_TOKEN` and
 * `AUTOTRAIL_SECRET_*`.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_COMMAND`, `AUTOTRAIL_BAD_TEMPLATE`, `AUTOTRAIL_QUOTED_PLACEHOLDER`, `AUTOTRAIL_BAD_OPTION`,
 * `AUTOTRAIL_UNKNOWN_OPTION`
 * @example
 * new Step(new ShellCommand('backup', 'pg_dump --host {host} app', { isErrorFatal: (line) => line.includes('FATAL') }));
 */
export class ShellCommand<TContext = unknown> implements ActionObject<TContext> {
  readonly name: string;
  /** How long the command may take to end when it is interrupted, in milliseconds. */
  readonly graceMs: number;
  readonly #command: CommandFunction<TContext>;
  readonly #settings: ShellCommandSettings;

  constructor(name: string, command: Command | CommandFunction<TContext>, options: ShellCommandOptions = {}) {
    this.name = name;
    this.#settings = readShellCommandOptions(name, options);
    this.graceMs = graceOf(this.#settings.interruptDelays);
    this.#command = typeof command === 'function' ? command : constantCommand(command, this.#settings);
  }

  /** Runs the command. */
  async run(env: Environment, context: TContext): Promise<JsonValue> {
    const line = await this.#lineFor(env, context);
    if (line === null) return NOTHING_TO_RUN;
    env.output(`Starting command: ${line.shown}`);
    const run = this.#settings.outlivesServer ? runOutliving : runCommand;
    return this.#judge(env, (output) => run({ env, line, output, settings: this.#settings }));
  }

  /**
   * Puts out what it would run, and runs nothing. Where that cannot be told, as its context would be filled by steps that were only
   * rehearsed, it says so.
   */
  async rehearse(env: Environment, context: TContext): Promise<JsonValue> {
    try {
      const line = await this.#lineFor(env, context);
      env.output(line === null ? NOTHING_TO_RUN : `Would run: ${line.shown}`);
    } catch (error) {
      env.output(`What it would run cannot be told in a rehearsal: ${messageOf(error)}`);
    }
    return null;
  }

  /**
   * Looks for what is left of the command of a lost server: one that outlives its server is taken back, whatever else carries the key of
   * the attempt is ended when the signal aborts.
   */
  async recover(env: Environment): Promise<Recovery> {
    const { interruptDelays } = this.#settings;
    const kept = await takeBack(env);
    if (kept === null) return recoverProcesses(env, interruptDelays);
    const result = this.#judge(env, (output) => seeAgain(kept, { env, output, settings: this.#settings }));
    // Whoever asked hears of a failure; until then it is no unhandled one.
    result.catch(() => {});
    return { fate: 'kept', result };
  }

  /** What is to be run; `null`: nothing. */
  async #lineFor(env: Environment, context: TContext): Promise<CommandLine | null> {
    const command = (await this.#command(env, context)) ?? null;
    return command === null ? null : commandLine(command, this.#settings.shell, new Names(context, env.params));
  }

  async #judge(env: Environment, run: (output: CommandOutput) => Promise<ProcessEnd>): Promise<JsonValue> {
    const output = new CommandOutput(env, this.#settings);
    const end = await run(output);
    for (const remark of remarksOn(end, 'The command')) env.output(remark);
    const verdict = judge(end.exit, output.lastFatalLine, this.#settings);
    env.output('success' in verdict ? verdict.success : verdict.failure.message);
    if ('failure' in verdict) throw verdict.failure;
    return verdict.success;
  }
}

function constantCommand(given: Command, { shell }: ShellCommandSettings): () => Command {
  const command = typeof given === 'string' ? makeTemplate(given) : given;
  // A mistake in the command is to be found now, not when the step is reached.
  checkCommand(command, shell);
  return () => command;
}
