import type { Environment } from '@autotrail/layer1';
import type { ShellCommandSettings } from './shell-command-options.js';

/** Makes messages of what a command prints, and remembers what of it is fatal. */
export class CommandOutput {
  /** The last line of stderr that was fatal. */
  lastFatalLine: string | undefined;
  readonly #env: Environment;
  readonly #settings: ShellCommandSettings;

  constructor(env: Environment, settings: ShellCommandSettings) {
    this.#env = env;
    this.#settings = settings;
  }

  readonly hearOutput = (line: string): void => {
    if (!this.#settings.isOutputIgnorable(line)) this.#env.output(`[STDOUT] -- ${line}`);
  };

  readonly hearError = (line: string): void => {
    if (this.#settings.isErrorIgnorable(line)) return;
    this.#env.output(`[STDERR] -- ${line}`);
    if (this.#settings.isErrorFatal(line)) this.lastFatalLine = line;
  };
}
