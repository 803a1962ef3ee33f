import process from 'node:process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { JsonValue } from '@autotrail/core';
import type { Environment } from '@autotrail/layer1';
import { commandEnvironment } from '../command/command-environment.js';
import { OutputReader } from '../command/output-reader.js';
import { remarksOn, seeToEnd } from '../command/see-to-end.js';
import { entryFile } from '../entry-file.js';
import { helpersError } from '../errors.js';
import { attemptMark } from '../process/attempt-mark.js';
import type { Exit, LaunchSpec } from '../process/launcher.js';
import { ActionTalk } from './action-talk.js';
import type { IsolatedSettings } from './isolated-options.js';
import type { AttemptFacts } from './messages.js';
import { packContext } from './packed-context.js';
import { unpackError } from './packed-error.js';

/** What an isolated action needs to run. */
export interface IsolatedRun {
  readonly env: Environment;
  readonly context: unknown;
  readonly url: URL;
  readonly name: string;
  readonly settings: IsolatedSettings;
}

/** What V8 says before it gives up. */
const OUT_OF_MEMORY = 'JavaScript heap out of memory';

/**
 * Runs an isolated action to its end, and ends its whole group when the signal aborts.
 *
 * @throws AutoTrailError `AUTOTRAIL_ACTION_ENDED`, `AUTOTRAIL_ACTION_NOT_LOADED`, `AUTOTRAIL_NOT_JSON`, and as a launcher does; what
 * the action threw; the reason of a signal that had aborted before
 */
export async function runIsolated(run: IsolatedRun): Promise<JsonValue> {
  const { env, settings } = run;
  env.signal.throwIfAborted();
  const context = packContext(run.context);
  const child = await settings.launcher.launch(specOf(run));
  child.stdin.on('error', () => {}).end();

  let isOutOfMemory = false;
  const hearError = (line: string): void => {
    isOutOfMemory ||= line.includes(OUT_OF_MEMORY);
    show(env, 'STDERR', line);
  };
  const talk = new ActionTalk(child.channel as Duplex, env, run.context);
  const readers = [
    new OutputReader(child.stdout, (line) => show(env, 'STDOUT', line)),
    new OutputReader(child.stderr, hearError),
  ];
  talk.begin({ type: 'run', url: run.url.href, name: run.name, attempt: factsOf(env), context });
  const end = await seeToEnd(child, { ...settings, env, readers: [...readers, talk.channel] });
  for (const remark of remarksOn(end, 'The action')) env.output(remark);
  if (talk.answer === undefined) throw endedError(run, isOutOfMemory ? 'out of memory' : describe(end.exit));
  if (!talk.answer.ok) throw unpackError(talk.answer.error);
  return talk.answer.value ?? null;
}

function factsOf({ attempt, key, folder, params, results }: Environment): AttemptFacts {
  return { attempt, key, folder, params, results: [...results] };
}

function specOf({ env, url, name, settings }: IsolatedRun): LaunchSpec {
  return {
    what: `the isolated action ${name} of ${fileURLToPath(url)}`,
    file: process.execPath,
    args: [...settings.execArgv, entryFile('isolated-runner.js')],
    cwd: '.',
    env: commandEnvironment(process.env, attemptMark(env)),
    interruptDelays: settings.interruptDelays,
    hasChannel: true,
  };
}

function show(env: Environment, stream: 'STDOUT' | 'STDERR', line: string): void {
  if (line.trim() !== '') env.output(`[${stream}] -- ${line}`);
}

function describe({ code, signal }: Exit): string {
  return code === null ? `signal ${signal}` : `exit code ${code}`;
}

function endedError({ url, name }: IsolatedRun, how: string): Error {
  return helpersError('AUTOTRAIL_ACTION_ENDED', { name, file: fileURLToPath(url), how });
}
