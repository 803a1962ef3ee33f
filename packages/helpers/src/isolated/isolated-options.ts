import { checkOptions, type OptionRule } from '../check-options.js';
import { helpersError } from '../errors.js';
import { type InterruptDelays, readInterruptDelays } from '../process/interrupt-delays.js';
import type { Launcher } from '../process/launcher.js';
import { LAUNCHER } from '../process/launcher-option.js';
import { processLauncher } from '../process/process-launcher.js';
import { showValue } from '../show-value.js';

/** What an isolated action may be told. */
export interface IsolatedOptions {
  /** How long an interrupted action may take to end. @default SIGTERM 2 s after SIGINT, SIGKILL 3 s after SIGTERM */
  readonly interruptDelays?: InterruptDelays;
  /** Options for the Node that runs the action, such as `--max-old-space-size=4096`. @default none */
  readonly execArgv?: readonly string[];
  /** Starts the process. @default the launcher of this server */
  readonly launcher?: Launcher;
}

/** Options with every default filled in. */
export type IsolatedSettings = Readonly<Required<IsolatedOptions>> & { readonly interruptDelays: Required<InterruptDelays> };

const RULES: Readonly<Record<keyof IsolatedOptions, OptionRule>> = {
  interruptDelays: {
    expected: 'an object with `terminateMs` and `killMs`',
    isValid: (value) => typeof value === 'object' && value !== null,
  },
  execArgv: {
    expected: 'an array of strings',
    isValid: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
  },
  launcher: LAUNCHER,
};

/** Checks what an isolated action is made of. @throws AutoTrailError `AUTOTRAIL_BAD_ISOLATED_ACTION` */
export function checkIsolatedAction(url: unknown, name: unknown): void {
  const bad = (what: string, expected: string, found: unknown): Error =>
    helpersError('AUTOTRAIL_BAD_ISOLATED_ACTION', { what, expected, found: showValue(found) });
  if (!(url instanceof URL) || url.protocol !== 'file:')
    throw bad('the file', 'a `file:` URL', url instanceof URL ? url.href : url);
  if (typeof name !== 'string' || name === '') throw bad('the export', 'a name', name);
}

/** Reads the options. @throws AutoTrailError `AUTOTRAIL_BAD_OPTION` or `AUTOTRAIL_UNKNOWN_OPTION`, naming the action. */
export function readIsolatedOptions(name: string, options: IsolatedOptions): IsolatedSettings {
  const owner = `isolated action ${name}`;
  checkOptions(owner, options, RULES);
  return {
    interruptDelays: readInterruptDelays(owner, options.interruptDelays),
    execArgv: options.execArgv ?? [],
    launcher: options.launcher ?? processLauncher,
  };
}
