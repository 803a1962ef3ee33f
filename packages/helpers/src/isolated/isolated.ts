import type { JsonValue } from '@autotrail/core';
import type { ActionObject, Environment } from '@autotrail/layer1';
import { graceOf } from '../process/interrupt-delays.js';
import { recoverProcesses } from '../process/recover-processes.js';
import { checkIsolatedAction, type IsolatedOptions, readIsolatedOptions } from './isolated-options.js';
import { runIsolated } from './run-isolated.js';

/**
 * An action that runs in a process of its own: an export of a JavaScript or TypeScript file, called with `(env, context)` as any
 * other action. It may compute as long as it likes without slowing the server down, and is ended when the step is interrupted, even
 * in the middle of a loop. Where its process is killed, runs out of memory or exits, the step fails at once and says so.
 *
 * The context it gets is a copy of the JSON of the trail's; to change the trail's own it calls methods of a {@link threadsafe} object.
 * What it returns is JSON too. What it prints is shown line by line, as a command's output is. `env` works as it does in the server:
 * when the step is interrupted `env.signal` aborts and SIGINT is sent, which by itself does nothing to the action; SIGTERM follows.
 *
 * The file is named where the definition is, relative to it. Where there is no such `.js` file but a `.ts` one, that is taken.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_ISOLATED_ACTION`, `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION`
 * @example
 * const index = new Step(isolated(new URL('./actions.js', import.meta.url), 'buildIndex'), { phase: 'prepare' });
 */
export function isolated<TContext = unknown>(
  url: URL,
  exportName: string,
  options: IsolatedOptions = {},
): ActionObject<TContext> {
  checkIsolatedAction(url, exportName);
  const settings = readIsolatedOptions(exportName, options);
  return {
    name: exportName,
    graceMs: graceOf(settings.interruptDelays),
    run: (env: Environment, context: TContext): Promise<JsonValue> =>
      runIsolated({ env, context, url, name: exportName, settings }),
    recover: (env) => recoverProcesses(env, settings.interruptDelays),
  };
}
