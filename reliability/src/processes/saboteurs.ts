import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex, Readable, Writable } from 'node:stream';
import type { JsonValue } from '@autotrail/core';
import type { Exit, LaunchedProcess, Launcher, LaunchSpec } from '@autotrail/helpers';
import type { ActionObject, Environment, InputOptions } from '@autotrail/layer1';
import type { BreachKind } from './tally.js';

/** What can be done wrong, and as what it must be found out. */
export const SABOTEURS = {
  'signals the child alone': 'group',
  'says nothing of survivors': 'orphan',
  'recovers nothing': 'orphan',
  'starts an attempt again': 'twice',
} as const satisfies Readonly<Record<string, BreachKind>>;

/** One of them. */
export type Saboteur = keyof typeof SABOTEURS;

/** An action that breaks a promise: what finds nothing with it, finds nothing at all. */
export function sabotagedAction(action: ActionObject<unknown>, saboteur: Saboteur | null): ActionObject<unknown> {
  const { name, graceMs = 0 } = action;
  const run: ActionObject<unknown>['run'] = (env, context) => action.run(env, context);
  const recover: NonNullable<ActionObject<unknown>['recover']> = async (env, context) =>
    (await action.recover?.(env, context)) ?? { fate: 'lost' };
  switch (saboteur) {
    case 'says nothing of survivors':
      return { name, graceMs, recover, run: (env, context) => action.run(discreet(env), context) };
    case 'recovers nothing':
      return { name, graceMs, run };
    case 'starts an attempt again':
      return {
        name,
        graceMs,
        run,
        recover: async (env, context) => ({ fate: 'kept', result: Promise.resolve(action.run(env, context)) }),
      };
    default:
      return action;
  }
}

function discreet(env: Environment): Environment {
  const { attempt, key, folder, signal, messages, params, results } = env;
  return {
    ...{ attempt, key, folder, signal, messages, params, results },
    resultOf: (step) => env.resultOf(step),
    input: (prompt, options) => env.input(prompt, options),
    ask: (prompt: JsonValue, options?: InputOptions): Promise<never> => env.ask(prompt, options as object) as Promise<never>,
    confirm: (prompt, options) => env.confirm(prompt, options),
    output: (message) => env.output(message),
    survivors: () => {},
  };
}

/** Starts processes from the server itself, and takes the first of them for all. */
export const childLauncher: Launcher = {
  async launch({ file, args, cwd, env, hasChannel = false }: LaunchSpec): Promise<LaunchedProcess> {
    const channel = hasChannel ? (['pipe'] as const) : [];
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe', ...channel] });
    const exited = once(child, 'exit').then(([code, signal]): Exit => ({ code, signal }));
    await once(child, 'spawn');
    const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
    const group = {
      id: child.pid ?? 0,
      signal: (signal: NodeJS.Signals): void => void child.kill(signal),
      isAlive,
      gone: (): Promise<void> => exited.then(() => {}),
    };
    const [stdin, stdout, stderr, duplex] = child.stdio as unknown as [Writable, Readable, Readable, Duplex?];
    return { stdin, stdout, stderr, exited, group, ...(duplex !== undefined && { channel: duplex }) };
  },
};
