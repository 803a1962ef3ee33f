import process from 'node:process';
import type { Environment } from '@autotrail/layer1';
import { attemptMark } from '../process/attempt-mark.js';
import type { LaunchSpec } from '../process/launcher.js';
import { commandEnvironment } from './command-environment.js';
import type { CommandLine } from './command-line.js';
import type { CommandOutput } from './command-output.js';
import { feedStdin } from './feed-stdin.js';
import { OutputReader } from './output-reader.js';
import { type ProcessEnd, seeToEnd } from './see-to-end.js';
import type { ShellCommandSettings } from './shell-command-options.js';

/** What a command needs to run. */
export interface CommandRun {
  readonly env: Environment;
  readonly line: CommandLine;
  readonly output: CommandOutput;
  readonly settings: ShellCommandSettings;
}

/**
 * Runs a command to its end: feeds it messages, hears what it prints, and ends its whole group when the signal aborts or when hearing
 * a line throws.
 *
 * A command has ended when its first process has. What that left running in the background is left alone; only where the command was
 * ended from here is it over no sooner than its group is gone.
 *
 * @throws AutoTrailError as a launcher does; the reason of a signal that had aborted before; what hearing a line threw
 */
export async function runCommand(run: CommandRun): Promise<ProcessEnd> {
  const { env, output, settings } = run;
  env.signal.throwIfAborted();
  const child = await settings.launcher.launch(launchSpec(run));
  const readers = [new OutputReader(child.stdout, output.hearOutput), new OutputReader(child.stderr, output.hearError)];
  void feedStdin(child.stdin, env.messages);
  return seeToEnd(child, { env, readers, interruptDelays: settings.interruptDelays });
}

/** What is to be started for a command. */
export function launchSpec({ env: attempt, line, settings }: CommandRun): LaunchSpec {
  const { cwd, interruptDelays } = settings;
  const env = commandEnvironment(process.env, settings.env, line.variables, attemptMark(attempt));
  return { what: `the command ${line.shown}`, file: line.file, args: line.args, cwd, env, interruptDelays };
}
