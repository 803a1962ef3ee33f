import { helpersError } from '../errors.js';
import type { Exit } from '../process/launcher.js';
import type { ShellCommandSettings } from './shell-command-options.js';

/** What a command came to: the line that says so, or the error that does. */
export type Verdict = { readonly success: string } | { readonly failure: Error };

/**
 * Judges how a command ended. It succeeded if its exit code says so and no line of its stderr was fatal; one that was ended by a
 * signal never did.
 */
export function judge({ code, signal }: Exit, fatalLine: string | undefined, settings: ShellCommandSettings): Verdict {
  const isSuccess = code !== null && (settings.success.includes(code) || settings.isExitCodeIgnorable(code));
  if (isSuccess && fatalLine === undefined) return { success: `The command succeeded with exit code ${code}.` };
  const ended = code === null ? `signal ${signal}` : `exit code ${code}`;
  const how = fatalLine === undefined ? ended : `${ended}, and its last fatal line is: ${fatalLine}`;
  return { failure: helpersError('AUTOTRAIL_COMMAND_FAILED', { how, exitCode: code, signal, fatalLine: fatalLine ?? null }) };
}
