import { BOOLEAN, checkOptions, type OptionRule } from '../check-options.js';
import { type InterruptDelays, readInterruptDelays } from '../process/interrupt-delays.js';
import type { Launcher } from '../process/launcher.js';
import { LAUNCHER } from '../process/launcher-option.js';
import { processLauncher } from '../process/process-launcher.js';
import type { Variables } from './command-environment.js';
import type { Shell } from './command-line.js';

/** What a `ShellCommand` may be told. */
export interface ShellCommandOptions {
  /** The folder to run in, absolute or relative to that of the server. @default the server's */
  readonly cwd?: string;
  /**
   * Variables for the command, beside those of the server; `undefined` takes one away. The server's `AUTOTRAIL_TOKEN` and
   * `AUTOTRAIL_SECRET_*` are never handed on, and `AUTOTRAIL_ATTEMPT` is
   * always the key of the attempt. @default none
   */
  readonly env?: Variables;
  /**
   * Whether a shell reads the command: `true` for `/bin/sh`, or the name or path of a POSIX shell such as `'bash'`. Values are then
   * passed as variables, never written into the script. @default false: no shell, the words of the command are the arguments
   */
  readonly shell?: Shell;
  /** Exit codes that mean success. @default [0] */
  readonly success?: readonly number[];
  /** Exit codes that mean success as well. @default none */
  readonly isExitCodeIgnorable?: (exitCode: number) => boolean;
  /** Lines of stdout that are not shown. Asked for every line. @default blank ones */
  readonly isOutputIgnorable?: (line: string) => boolean;
  /** Lines of stderr that are not shown and never fatal. Asked for every line. @default blank ones */
  readonly isErrorIgnorable?: (line: string) => boolean;
  /** Lines of stderr that fail the step once the command has ended, whatever its exit code. @default none */
  readonly isErrorFatal?: (line: string) => boolean;
  /**
   * Whether the command goes on where its server is gone, and is taken back by the next one: all that it has printed is then heard
   * again, and its exit code counts as if nothing had happened. An interrupt ends it as any other.
   *
   * It needs a journal, for its files are kept beside it: stdout and stderr grow there as long as it runs, and are removed when it has
   * ended. Its stdin is empty, messages are not read. A signal that ends it counts as exit code 128 and its number. Taking it back
   * works on Linux only. @default false: it is ended with its server
   */
  readonly outlivesServer?: boolean;
  /** How long an interrupted command may take to end. @default SIGTERM 2 s after SIGINT, SIGKILL 3 s after SIGTERM */
  readonly interruptDelays?: InterruptDelays;
  /** Starts the processes. @default the launcher of this server */
  readonly launcher?: Launcher;
}

/** Options with every default filled in. */
export type ShellCommandSettings = Readonly<Required<ShellCommandOptions>> & {
  readonly interruptDelays: Required<InterruptDelays>;
};

const FUNCTION: OptionRule = { expected: 'a function', isValid: (value) => typeof value === 'function' };
const TEXT: OptionRule = {
  expected: 'a string that is not empty',
  isValid: (value) => typeof value === 'string' && value !== '',
};

const RULES: Readonly<Record<keyof ShellCommandOptions, OptionRule>> = {
  cwd: TEXT,
  env: { expected: 'an object of strings', isValid: isVariables },
  shell: {
    expected: `${BOOLEAN.expected}, or the name of a shell`,
    isValid: (value) => BOOLEAN.isValid(value) || TEXT.isValid(value),
  },
  success: { expected: 'an array of exit codes from 0 to 255', isValid: isExitCodes },
  isExitCodeIgnorable: FUNCTION,
  isOutputIgnorable: FUNCTION,
  isErrorIgnorable: FUNCTION,
  isErrorFatal: FUNCTION,
  outlivesServer: BOOLEAN,
  interruptDelays: { expected: 'an object with `terminateMs` and `killMs`', isValid: isObject },
  launcher: LAUNCHER,
};

/**
 * Reads the options of a command.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION` or `AUTOTRAIL_UNKNOWN_OPTION`, naming the command.
 */
export function readShellCommandOptions(name: string, options: ShellCommandOptions): ShellCommandSettings {
  const owner = `command ${name}`;
  checkOptions(owner, options, RULES);
  return {
    cwd: options.cwd ?? '.',
    env: options.env ?? {},
    shell: options.shell ?? false,
    success: options.success ?? [0],
    isExitCodeIgnorable: options.isExitCodeIgnorable ?? (() => false),
    isOutputIgnorable: options.isOutputIgnorable ?? isBlank,
    isErrorIgnorable: options.isErrorIgnorable ?? isBlank,
    isErrorFatal: options.isErrorFatal ?? (() => false),
    outlivesServer: options.outlivesServer ?? false,
    interruptDelays: readInterruptDelays(owner, options.interruptDelays),
    launcher: options.launcher ?? processLauncher,
  };
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isVariables(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((variable) => variable === undefined || typeof variable === 'string');
}

function isExitCodes(value: unknown): boolean {
  return Array.isArray(value) && value.every((code) => Number.isInteger(code) && code >= 0 && code <= 255);
}
