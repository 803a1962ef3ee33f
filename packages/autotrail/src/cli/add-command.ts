import type { AutoTrailError } from '@autotrail/core';
import type { Command } from 'commander';
import { cliError } from '../errors.js';
import { ExitCode, exitCodeOf } from './exit-codes.js';
import { type Output, printError, printReport, type Report, shownError } from './report.js';
import type { Terminal } from './terminal.js';

/** A command, before it is part of a program. */
export interface CommandSpec<TOptions extends object> {
  /** Its name and arguments, such as `reply <prompt> [value]`. */
  readonly usage: string;
  readonly description: string;
  /** Names of old, that help does not show. */
  readonly aliases?: readonly string[];
  /** Whether help does not show it at all. */
  readonly isHidden?: boolean;
  /** Adds its options. */
  readonly configure?: (command: Command) => unknown;
  readonly perform: (call: CommandCall<TOptions>) => Promise<Report>;
}

/** A command as it was typed. */
export interface CommandCall<TOptions> extends Output {
  readonly args: readonly string[];
  readonly options: TOptions;
  readonly command: Command;
}

/** Adds a command to a program. Its errors are printed, and told by the exit code of the process. */
export function addCommand<TOptions extends object>(program: Command, terminal: Terminal, spec: CommandSpec<TOptions>): void {
  const [name = '', ...args] = spec.usage.split(' ');
  for (const shownName of [name, ...(spec.aliases ?? [])]) {
    const command = program.command([shownName, ...args].join(' '), { hidden: spec.isHidden === true || shownName !== name });
    command.description(spec.description).option('--json', 'print one JSON document, and errors as JSON on stderr');
    spec.configure?.(command);
    tellUsageErrors(command, terminal);
    command.action(() => perform(command, spec, terminal));
  }
}

/** Has a program tell what was typed wrong as every other error is told, with exit code 2. */
export function tellUsageErrors(program: Command, terminal: Terminal): void {
  program.configureOutput({ outputError: () => {} });
  program.exitOverride(({ code, exitCode, message }) => {
    if (exitCode === 0) process.exit(ExitCode.Done);
    // Help was shown instead, as nothing was asked for.
    if (code !== 'commander.help') printError(usageErrorOf(message), { terminal, isJson: process.argv.includes('--json') });
    process.exit(ExitCode.Usage);
  });
}

async function perform<TOptions extends object>(
  command: Command,
  spec: CommandSpec<TOptions>,
  terminal: Terminal,
): Promise<void> {
  const options = command.opts<TOptions & { readonly json?: true }>();
  const output: Output = { terminal, isJson: options.json === true };
  try {
    const report = await spec.perform({ ...output, args: command.args, options, command });
    printReport(report, output);
    if (report.exitCode !== undefined) process.exitCode = report.exitCode;
  } catch (thrown) {
    const error = shownError(thrown);
    printError(error, output);
    process.exitCode = exitCodeOf(error);
  }
}

function usageErrorOf(message: string): AutoTrailError {
  const problem = message.replace(/^error: /, '').replace(/\s+/g, ' ');
  return cliError('AUTOTRAIL_USAGE', { problem: `${problem.charAt(0).toUpperCase()}${problem.slice(1)}` });
}
