import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import type { JsonValue } from '@autotrail/core';
import { type AttemptReport, type AttemptTask, Deferred, type Executor, type Outcome, type PromptTerms } from '@autotrail/layer1';
import { type ConformanceCase, casesOf } from './conformance-case.js';
import { type ExecutorSteps, functionSteps } from './executor-steps.js';

/**
 * What every `Executor` must do.
 *
 * @param makeExecutor - makes a new executor
 * @param steps - what it is tried with @default `functionSteps()`
 * @example
 * for (const { name, run } of executorSuite(async () => new MyExecutor())) it(name, run);
 */
export function executorSuite(
  makeExecutor: () => Promise<Executor>,
  steps: ExecutorSteps = functionSteps(),
): readonly ConformanceCase[] {
  return casesOf(async () => new Trial(await makeExecutor(), steps), CASES);
}

const CASES: Readonly<Record<string, (trial: Trial) => Promise<void>>> = {
  'reports what an attempt puts out, in order, and then that it ended well': async (trial) => {
    const attempt = trial.start('returns', 1);
    deepEqual(await attempt.ended, { ok: true, value: 'done' });
    deepEqual(attempt.said, ['output "one"', 'output "two"', 'ended']);
    await trial.close();
    deepEqual(attempt.said, ['output "one"', 'output "two"', 'ended'], 'nothing is said after the end');
  },
  'reports that an attempt failed, and why': async (trial) => {
    const attempt = trial.start('throws', 1);
    const outcome = await attempt.ended;
    equal(outcome.ok, false);
    match(outcome.ok ? '' : outcome.error.message, /out of order/);
    deepEqual(attempt.said, ['ended']);
    await trial.close();
  },
  'hands an answer to the attempt that asked': async (trial) => {
    const [first, second] = [trial.start('asks', 1), trial.start('asks', 2)];
    const ids = [await first.prompted, await second.prompted];
    trial.executor.deliver(second.ref, { type: 'reply', promptId: ids[1] ?? '', value: { its: 'own' } });
    deepEqual(await second.ended, { ok: true, value: { its: 'own' } });
    equal(first.said.includes('ended'), false, 'another attempt is not answered');
    trial.executor.deliver(first.ref, { type: 'reply', promptId: ids[0] ?? '', value: 7 });
    deepEqual(await first.ended, { ok: true, value: 7 });
    await trial.close();
  },
  'has answers looked at before they are taken, and hands on what is made of them': async (trial) => {
    const attempt = trial.start('checks', 1);
    const promptId = await attempt.prompted;
    equal(attempt.terms?.isChecked, true, 'it says that it looks at answers');
    match(String(await trial.executor.check?.(attempt.ref, promptId, 'many')), /expected a number/);
    equal(await trial.executor.check?.(attempt.ref, promptId, 7), null);
    equal(attempt.said.includes('ended'), false, 'nothing is answered by that');
    trial.executor.deliver(attempt.ref, { type: 'reply', promptId, value: 7 });
    deepEqual(await attempt.ended, { ok: true, value: 14 });
    notEqual(await trial.executor.check?.(attempt.ref, promptId, 7), null, 'nobody waits for it any longer');
    await trial.close();
  },
  'reports how a prompt is asked, and that it is withdrawn': async (trial) => {
    const attempt = trial.start('withdraws', 1);
    deepEqual(await attempt.ended, { ok: true, value: 'withdrawn' });
    deepEqual(attempt.terms, { choices: ['a', 'b'] });
    deepEqual(attempt.said, ['prompt "which?"', `withdrawn ${await attempt.prompted}`, 'ended']);
    await trial.close();
  },
  'hands on what stands for an answer when the time of a prompt is over, and fails where nothing does': async (trial) => {
    const [first, second] = [trial.start('asks', 1), trial.start('asks', 2)];
    const ids = [await first.prompted, await second.prompted];
    trial.executor.deliver(first.ref, { type: 'timeout', promptId: ids[0] ?? '', value: 'the default' });
    trial.executor.deliver(second.ref, { type: 'timeout', promptId: ids[1] ?? '' });
    deepEqual(await first.ended, { ok: true, value: 'the default' });
    equal((await second.ended).ok, false);
    await trial.close();
  },
  'lets an attempt go on whose prompt is over before its action waits for the answer': async (trial) => {
    const attempt = trial.start('neglects', 1);
    trial.executor.deliver(attempt.ref, { type: 'timeout', promptId: await attempt.promptOf('which?') });
    trial.executor.deliver(attempt.ref, { type: 'reply', promptId: await attempt.promptOf('go on?'), value: 'yes' });
    deepEqual(await attempt.ended, { ok: true, value: ['rejected', 'rejected', 'fulfilled'] });
    await trial.close();
  },
  'lets an action end in its own way whose attempt is ended before it waits for its prompts': async (trial) => {
    const attempt = trial.start('neglects', 1);
    await attempt.promptOf('go on?');
    trial.executor.end(attempt.ref, 'interrupt');
    deepEqual(await attempt.ended, { ok: true, value: ['rejected', 'rejected', 'rejected'] });
    await trial.close();
  },
  'tells an attempt the parameters of its run and what has become of the steps it uses': async (trial) => {
    const built = { status: 'succeeded', value: 'a.tar' } as const;
    const params = { host: 'db-1' };
    const attempt = trial.start('knows', 1, { params, results: new Map([['build', built]]) });
    deepEqual(await attempt.ended, { ok: true, value: { params, built } });
    await trial.close();
  },
  'ends an attempt when it is told to, and no other one': async (trial) => {
    const [first, second] = [trial.start('waits', 1), trial.start('waits', 2)];
    trial.executor.end(first.ref, 'interrupt');
    equal((await first.ended).ok, false);
    equal(second.said.includes('ended'), false);
    trial.executor.end(second.ref, 'shutdown');
    equal((await second.ended).ok, false);
    deepEqual(
      [first, second].map(({ said }) => said.filter((each) => each === 'ended').length),
      [1, 1],
    );
    await trial.close();
  },
  'ignores what is said of attempts and prompts that it does not know': async (trial) => {
    const unknown = { n: 7, attempt: 9 };
    trial.executor.end(unknown, 'interrupt');
    trial.executor.deliver(unknown, { type: 'message', message: 'nobody there' });
    const attempt = trial.start('asks', 1);
    const promptId = await attempt.prompted;
    trial.executor.deliver(attempt.ref, { type: 'reply', promptId: `${promptId} not`, value: 'wrong' });
    trial.executor.deliver(attempt.ref, { type: 'reply', promptId, value: 'right' });
    deepEqual(await attempt.ended, { ok: true, value: 'right' });
    await trial.close();
  },
  'finds nothing of an attempt that never was': async (trial) => {
    const attempt = trial.task('returns', 1);
    const fate = await trial.executor.recover?.({ ...attempt.task, prompts: [], isOver: false }, attempt.report);
    equal(fate?.fate ?? 'lost', 'lost');
    deepEqual(attempt.said, []);
    await trial.close();
  },
};

/** What an attempt is given to go by. */
type Given = Partial<Pick<AttemptTask, 'params' | 'results'>>;

class Trial {
  readonly executor: Executor;
  readonly #steps: ExecutorSteps;

  constructor(executor: Executor, steps: ExecutorSteps) {
    this.executor = executor;
    this.#steps = steps;
  }

  task(kind: keyof ExecutorSteps, attempt: number, given: Given = {}): TrialAttempt {
    const ref = { n: 0, attempt };
    const setting = { context: undefined, params: {}, results: new Map(), key: `trial/run/0.${attempt}`, folder: null };
    return new TrialAttempt({ ...ref, ...setting, ...given, step: this.#steps[kind] });
  }

  start(kind: keyof ExecutorSteps, attempt: number, given: Given = {}): TrialAttempt {
    const trial = this.task(kind, attempt, given);
    this.executor.start(trial.task, trial.report);
    return trial;
  }

  close(): Promise<void> {
    return this.executor.close();
  }
}

class TrialAttempt {
  readonly task: AttemptTask;
  readonly ref: { readonly n: number; readonly attempt: number };
  /** What was reported, in order. */
  readonly said: string[] = [];
  /** How the newest prompt is asked. */
  terms: PromptTerms | undefined;
  readonly #ended = new Deferred<Outcome>();
  readonly #prompted = new Deferred<string>();
  /** The ids of prompts, by what they ask. */
  readonly #prompts = new Map<JsonValue, Deferred<string>>();
  readonly report: AttemptReport = {
    output: (message) => this.#say(`output ${JSON.stringify(message)}`),
    prompt: (promptId, message, terms) => {
      this.#say(`prompt ${JSON.stringify(message)}`);
      this.terms = terms;
      this.#prompted.resolve(promptId);
      this.#promptOf(message).resolve(promptId);
    },
    withdrawn: (promptId) => this.#say(`withdrawn ${promptId}`),
    survivors: () => this.#say('survivors'),
    ended: (outcome) => {
      this.#say('ended');
      this.#ended.resolve(outcome);
    },
  };

  constructor(task: AttemptTask) {
    this.task = task;
    this.ref = { n: task.n, attempt: task.attempt };
  }

  get ended(): Promise<Outcome> {
    return this.#ended.promise;
  }

  get prompted(): Promise<string> {
    return this.#prompted.promise;
  }

  /** The id of the prompt that asks this, once it is asked. */
  promptOf(message: JsonValue): Promise<string> {
    return this.#promptOf(message).promise;
  }

  #promptOf(message: JsonValue): Deferred<string> {
    const prompt = this.#prompts.get(message) ?? new Deferred();
    this.#prompts.set(message, prompt);
    return prompt;
  }

  #say(what: string): void {
    this.said.push(what);
  }
}
