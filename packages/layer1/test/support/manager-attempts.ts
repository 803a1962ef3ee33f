import type { JsonValue } from '@autotrail/core';
import type { Action, Outcome } from '../../src/action.js';
import { Deferred } from '../../src/deferred.js';
import type { Environment } from '../../src/environment.js';
import { InProcessExecutor } from '../../src/executor/in-process-executor.js';
import type { AttemptReport, AttemptTask } from '../../src/ports/executor.js';
import { type StepOptions, step } from '../../src/step.js';
import type { AttemptRef } from '../../src/trail/effects.js';

/** An attempt of an action in an executor, as its trail would see it. */
export interface Attempt extends AttemptRef {
  readonly executor: InProcessExecutor;
  /** What it said, in order: `output "x"`, `prompt 0.1.1 "which?"`, `withdrawn 0.1.1`, `ended`. */
  readonly said: readonly string[];
  readonly outcome: Promise<Outcome>;
}

/** How {@link attempt} makes one. */
export interface AttemptHow extends Partial<Pick<AttemptTask, 'params' | 'results'>> {
  readonly executor?: InProcessExecutor;
  readonly n?: number;
  readonly attempt?: number;
  readonly context?: unknown;
  readonly options?: StepOptions<unknown>;
}

function isEmpty(terms: object): boolean {
  return Object.keys(terms).length === 0;
}

/** Starts an attempt of an action in this process, without a trail around it. */
export function attempt(action: Action, how: AttemptHow = {}): Attempt {
  const { executor = new InProcessExecutor(), n = 0, attempt: number = 1, context, options } = how;
  const said: string[] = [];
  const outcome = new Deferred<Outcome>();
  const report: AttemptReport = {
    output: (message) => said.push(`output ${JSON.stringify(message)}`),
    prompt: (id, message, terms) =>
      said.push(['prompt', id, JSON.stringify(message), ...(isEmpty(terms) ? [] : [JSON.stringify(terms)])].join(' ')),
    withdrawn: (id) => said.push(`withdrawn ${id}`),
    survivors: (processes) => said.push(`survivors ${processes.map(({ pid }) => pid).join()}`),
    ended: (came) => {
      said.push('ended');
      outcome.resolve(came);
    },
  };
  const definition = step(action as Action<unknown>, { name: 'under test' }, options);
  const { params = {}, results = new Map() } = how;
  const given = { context, params, results, key: `test/1/${n}.${number}`, folder: null };
  executor.start({ n, attempt: number, step: definition, ...given }, report);
  return { executor, n, attempt: number, said, outcome: outcome.promise };
}

/** An attempt whose action does nothing by itself: the test uses its environment, and ends it. */
export function openAttempt(
  how: AttemptHow = {},
): Attempt & { readonly env: Environment; readonly finish: (value?: JsonValue) => void } {
  const end = new Deferred<JsonValue | undefined>();
  let environment: Environment | undefined;
  const started = attempt((env) => {
    environment = env;
    return end.promise;
  }, how);
  return { ...started, env: environment as unknown as Environment, finish: (value) => end.resolve(value) };
}

/** Notes promises that are rejected without anybody hearing of it, while something is done. */
export async function unheardRejections(doing: () => Promise<void>): Promise<readonly unknown[]> {
  const unheard: unknown[] = [];
  const note = (reason: unknown): void => void unheard.push(reason);
  process.on('unhandledRejection', note);
  await doing();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  return unheard;
}
